import { ConfigError } from '../errors.ts';

/** Something wrong in the configuration. Never holds a secret, or text that could be one in the wrong place. */
export interface Fault {
  /** The setting's path, `sink.kind`; empty for faults of the whole file or environment. */
  readonly path: string;
  /** Where it was set: `file:line` or an environment variable. */
  readonly source: string;
  readonly problem: string;
}

export function configError(faults: readonly Fault[]): ConfigError {
  const lines = new Set(faults.map(faultLine));
  const count = lines.size === 1 ? '1 fault' : `${lines.size} faults`;
  return new ConfigError([`${count} in the configuration:`, ...lines].join('\n'), {
    advice: 'Correct what is listed, then run `stormfold config check`.',
  });
}

/** What was found wrong, a text a fault; of an error that lists none, its message. */
export function faultTextsOf({ message }: ConfigError): readonly string[] {
  // The first line counts them.
  const [head = '', ...lines] = message.split('\n');
  return lines.length === 0 ? [head] : lines.map((line) => line.trim());
}

/** Whether one path is the other, or lies within it. */
export function overlaps(one: string, other: string): boolean {
  return one === other || isWithin(one, other) || isWithin(other, one);
}

function isWithin(path: string, section: string): boolean {
  return path.startsWith(`${section}.`) || path.startsWith(`${section}[`);
}

function faultLine({ path, source, problem }: Fault): string {
  const place = path && source ? `${path} (${source})` : path || source;
  // A key or a regular expression may hold line breaks, and a fault is one line.
  return `  ${place}: ${problem.replaceAll(/\p{Cc}+/gu, ' ')}`;
}
