const [quote, backslash, comma, openList, openObject] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b];

/**
 * Whether a JSON text has more values than `most`, told from its bytes at a small part of what parsing would cost. Each
 * value but the first stands behind a comma or an opening bracket, so that these are counted, outside of texts.
 */
export function holdsMoreValuesThan(most: number, json: Uint8Array): boolean {
  // Each takes a byte at least: nearly every body is too short to ask.
  if (json.length <= most) return false;
  let values = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === quote) i = endOfText(json, i);
    else if (byte === comma || byte === openList || byte === openObject) values += 1;
    if (values > most) return true;
  }
  return false;
}

/** Where the text that begins at `start` ends. */
function endOfText(json: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < json.length && json[i] !== quote) i += json[i] === backslash ? 2 : 1;
  return i;
}
