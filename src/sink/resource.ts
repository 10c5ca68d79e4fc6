export type Pairs = Readonly<Record<string, string>>;

/** One resource as it goes to the API server, or into a file. Whatever else it holds stands beside these. */
export interface Resource {
  /** `group/version`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Pairs;
    readonly annotations: Pairs;
  };
}
