/** Far above what etcd takes for one object; without it a server that never ends a line would fill the memory. */
const longestLine = 16 * 1024 ** 2;

/** Cuts bytes into lines; the last one counts only with its end. Throws where a line never ends. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const parts = decoder.decode(chunk, { stream: true }).split('\n');
    for (const part of parts.slice(0, -1)) {
      const line = rest + part;
      rest = '';
      if (line.trim() !== '') yield line;
    }
    rest += parts.at(-1) ?? '';
    if (rest.length > longestLine) throw new Error('a line of the watch has no end');
  }
}
