/** One protection, and how to take it away. */
export interface Mutant {
  /** What is broken, in the words of the design. */
  readonly name: string;
  readonly file: string;
  /** Stands exactly once in the file; what a rewrite made stale is said, and not passed over. */
  readonly find: string;
  readonly replace: string;
  /** Test files of which at least one must notice. */
  readonly tests: readonly string[];
}
