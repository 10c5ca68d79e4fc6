import type { Kind } from './kinds.ts';

/** One thing that can be set: the only place that says its names, default and meaning. */
export interface Setting<T> {
  /** Its place in the YAML file. */
  readonly path: string;
  readonly variable: string;
  readonly kind: Kind<T>;
  readonly fallback: T;
  /** What the default does, where its value does not say so. */
  readonly fallbackText?: string;
  readonly controls: string;
  readonly raiseWhen?: string;
  readonly lowerWhen?: string;
}

export function setting<T>(
  path: string,
  variable: string,
  kind: Kind<T>,
  fallback: T,
  words: Pick<Setting<T>, 'fallbackText' | 'controls' | 'raiseWhen' | 'lowerWhen'>,
): Setting<T> {
  return { path, variable, kind, fallback, ...words };
}

/** A value for people, never a secret. */
export function shown<T>({ kind, fallback, fallbackText }: Setting<T>, value: T): string {
  return value === fallback && fallbackText !== undefined ? fallbackText : kind.show(value);
}

/** A value for programs: numbers, flags and lists as such, null for none, all else as it is shown. */
export function plain<T>(of: Setting<T>, value: T): unknown {
  return of.kind.plain ? of.kind.plain(value) : shown(of, value);
}
