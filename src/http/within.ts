import { StormfoldError } from '../errors.ts';

/** Waits for `work`, at most for `ms`; then rejects, and whatever `work` comes to is of no interest any more. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new StormfoldError(`no answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
