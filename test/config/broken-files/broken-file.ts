/** Stands in every file, where it belongs and where it does not, and in no message. */
export const token = 't0k3n-in-the-file';

export interface BrokenFile {
  readonly name: string;
  /** The line break that it starts with is not part of it. */
  readonly yaml: string;
  /** All of them, in order, as people see them. */
  readonly faults: readonly string[];
}
