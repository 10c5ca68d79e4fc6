import { StormfoldError, type Verdict } from '../errors.ts';
import type { LateStatus } from './late-status.ts';
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
  /**
   * Writes what came after the seal into the status of the AlertStorm that was submitted, and touches nothing else of it.
   * `gone`: nothing stands under its name any more, or what does is another storm's, or nobody's. Throws a SinkError.
   */
  updateStatus?(submitted: SubmittedStorm, status: LateStatus): Promise<'written' | 'gone'>;
  /** What was written, where it can be taken away again. */
  readonly written?: WrittenResources;
  close(): Promise<void>;
}

/** Where a storm's resource was written to. */
export interface SubmittedStorm {
  readonly name: string;
  /** Undefined: the sink's own. */
  readonly namespace?: string | undefined;
  readonly stormId: string;
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
