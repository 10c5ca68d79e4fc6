import { StormfoldError, type Verdict } from '../errors.ts';
import type { AlertStormManifest } from './manifest.ts';

/** What became of a manifest: the name that it stands under, and whether this call or an earlier one wrote it. */
export interface Submitted {
  readonly name: string;
  readonly created: boolean;
}

/** Writes storms' resources to where their consumers look. */
export interface Sink {
  readonly kind: 'directory' | 'kubernetes';
  /** Writes one resource. Meeting its own earlier write is success. Throws a SinkError, and nothing else. */
  submit(manifest: AlertStormManifest): Promise<Submitted>;
  close(): Promise<void>;
}

/** Why a resource was not written. The verdict decides what happens next; the message and advice are for the operator. */
export class SinkError extends StormfoldError {
  readonly verdict: Verdict;
  /** A word for metrics: `timeout`, `network`, `unauthorized`, `forbidden`, `not_found`, `invalid`, `conflict`, … */
  readonly reason: string;
  /** The server asked for this much time. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: { verdict: Verdict; reason: string; advice?: string; retryAfterMs?: number; cause?: unknown },
  ) {
    super(message, options);
    this.verdict = options.verdict;
    this.reason = options.reason;
    this.retryAfterMs = options.retryAfterMs;
  }
}
