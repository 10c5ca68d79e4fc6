import { HttpProblem, type ProblemKind } from '../http/problem.ts';

export type UnreadableReason =
  | 'media-type'
  | 'encoding'
  | 'empty'
  | 'too-large'
  | 'aborted'
  | 'not-utf8'
  | 'not-json'
  | 'not-a-notification';

const headBytes = 200;

/** A notification whose alerts can't even be counted. Its first bytes are logged: there is nothing else to find it by. */
export class UnreadableBody extends HttpProblem {
  readonly reason: UnreadableReason;

  constructor(
    reason: UnreadableReason,
    detail: string,
    advice: string,
    { kind = 'unreadable-body', body }: { kind?: ProblemKind; body?: Buffer } = {},
  ) {
    const head = body && { bytes: body.length, head: body.subarray(0, headBytes).toString() };
    super(kind, detail, advice, { logged: { reason, ...head } });
    this.reason = reason;
  }
}
