const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Of an envelope, the depth inside of its list, where the items stand. */
const inItems = 2;

/**
 * Reads a Kubernetes list while it comes, one object at a time: `{"kind": …, "metadata": …, "items": [{…}, …]}`. Parsed
 * whole, the lists of a large cluster were 200 MB of garbage, which a process then keeps; so each object is garbage before
 * the next one is there.
 */
export class ListReader {
  readonly #take: (object: unknown) => void;
  /** What has come of the object that is under way; of the list around it, all that is not in an item. */
  #item: Buffer[] = [];
  readonly #envelope: Buffer[] = [];
  #depth = 0;
  /** Set inside of the one list that an envelope has. */
  #isIn = false;
  #inString = false;
  #escaped = false;

  constructor(take: (object: unknown) => void) {
    this.#take = take;
  }

  /** Throws a SyntaxError for an item that is no JSON. */
  write(chunk: Buffer): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (this.#inString) {
        at = this.#throughString(chunk, at);
        continue;
      }
      const byte = chunk[at] ?? 0;
      if (byte === quote) this.#inString = true;
      else if (byte === openBrace || byte === openBracket) {
        if (this.#isIn && this.#depth === inItems) from = this.#cut(chunk, from, at);
        this.#depth += 1;
        if (byte === openBracket && this.#depth === inItems) this.#isIn = true;
      } else if (byte === closeBrace || byte === closeBracket) {
        if (this.#isIn && this.#depth === inItems) this.#isIn = false;
        this.#depth -= 1;
        if (this.#isIn && this.#depth === inItems) from = this.#endItem(chunk, from, at + 1);
      } else if (byte === comma && this.#isIn && this.#depth === inItems) from = this.#skip(chunk, from, at);
    }
    this.#keep(chunk, from, chunk.length);
  }

  /** The list without its items, once all of it has come. Throws a SyntaxError where it has not, or is none. */
  end(): unknown {
    return JSON.parse(Buffer.concat(this.#envelope).toString());
  }

  /** The last place of this chunk that is in the string, or its end. */
  #throughString(chunk: Buffer, start: number): number {
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.#escaped) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) {
        this.#inString = false;
        return at;
      }
    }
    return chunk.length;
  }

  /** An item begins: what was before it is the envelope's. */
  #cut(chunk: Buffer, from: number, at: number): number {
    this.#putAside(this.#envelope, chunk, from, at);
    return at;
  }

  #endItem(chunk: Buffer, from: number, to: number): number {
    const last = chunk.subarray(from, to);
    const whole = this.#item.length === 0 ? last : Buffer.concat([...this.#item, last]);
    this.#item = [];
    this.#take(JSON.parse(whole.toString()));
    return to;
  }

  /** Between two items nothing is kept, so that an empty list is left. */
  #skip(chunk: Buffer, from: number, at: number): number {
    this.#putAside(this.#envelope, chunk, from, at);
    return at + 1;
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    const isInItem = this.#isIn && this.#depth > inItems;
    this.#putAside(isInItem ? this.#item : this.#envelope, chunk, from, to);
  }

  /** As a copy: a part of a chunk would hold all of it. */
  #putAside(aside: Buffer[], chunk: Buffer, from: number, to: number): void {
    if (to > from) aside.push(Buffer.from(chunk.subarray(from, to)));
  }
}
