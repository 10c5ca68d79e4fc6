import { UnrecoverableError } from 'bullmq';

/** Reads a job's data, or makes the job a dead letter at once: no retry can mend what is not there. */
export function readOrGiveUp<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UnrecoverableError(`the job's data can't be read: ${String(error)}`);
  }
}
