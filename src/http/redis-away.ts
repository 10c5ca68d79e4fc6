import { type HttpProblem, tryLater } from './problem.ts';

/** What was asked was not done, or it is not known whether it was; to ask again is safe. */
export function redisAway(cause?: unknown): HttpProblem {
  return tryLater('redis-away', 'Redis does not answer now, or refuses.', 5, { cause });
}
