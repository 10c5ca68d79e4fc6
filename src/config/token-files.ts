import { readFileSync } from 'node:fs';

/** What an Authorization header can carry. */
export const tokenPattern = /^[\x21-\x7e]+$/;

export const tokenWanted =
  'has characters that an Authorization header can not carry; use ASCII without spaces';

/** The tokens of a file: one a line, blank lines and spaces around them left out. */
export function parseTokens(content: string): readonly string[] {
  const lines = content.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

/** What keeps a token file from being used. The path is not in it: it may be a token, put into the wrong variable. */
export function tokenFileProblem(path: string): string | undefined {
  const content = readText(path);
  if (content.fault !== undefined) return `${content.fault}; it takes the path of a file, not a token`;
  const tokens = parseTokens(content.text);
  if (tokens.length === 0) return 'the file holds no token';
  const bad = tokens.findIndex((token) => !tokenPattern.test(token));
  return bad < 0 ? undefined : `token ${bad + 1} of the file ${tokenWanted}`;
}

/** Reads a file, or says why not in words that do not hold its name. */
export function readText(path: string): { text: string; fault?: undefined } | { fault: string } {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return { fault: reasons[code] ?? `can't be read (${code})` };
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  ENOTDIR: 'there is no such file',
  EACCES: 'this process may not read the file',
  ENAMETOOLONG: 'there is no such file',
};
