import { StormfoldError, type Verdict } from '../errors.ts';
import type { Resource } from './resource.ts';

/** What became of a manifest: the name that it stands under, and whether this call or an earlier one wrote it. */
export interface Submitted {
  readonly name: string;
  readonly created: boolean;
}

/** Writes storms' resources to where their consumers look. */
export interface Sink {
  readonly kind: 'directory' | 'kubernetes';
  /** Writes one resource. Meeting its own earlier write is success. Throws a SinkError, and nothing else. */
  submit(manifest: Resource): Promise<Submitted>;
  /** Whether anything stands under the resource's name. Throws a SinkError where that can't be found out. */
  exists(manifest: Resource): Promise<boolean>;
  /** What was written, where it can be taken away again. */
  readonly written?: WrittenResources;
  close(): Promise<void>;
}

/** What a sink has written so far. Its methods throw SinkErrors, and nothing else. */
export interface WrittenResources {
  /** All of it, whichever instance wrote it, page by page. */
  pages(): AsyncIterable<readonly WrittenResource[]>;
  /** Deletes this very one; one that is gone already counts as deleted. */
  delete(resource: WrittenResource): Promise<void>;
}

export interface WrittenResource {
  readonly name: string;
  readonly uid: string;
  /** Milliseconds since 1970, on the server's clock. */
  readonly createdAt: number;
  readonly stormId: string;
  readonly instance: string;
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
