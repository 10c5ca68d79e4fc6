import { DelayedError, type Job, Worker } from 'bullmq';

/** Every job is processed twice, as if its first run had died before it could say that it was done. */
type Process = (this: Worker, job: Job, token: string, signal?: AbortSignal) => Promise<unknown>;
const prototype = Worker.prototype as unknown as { callProcessJob: Process };
const once = prototype.callProcessJob;
if (typeof once !== 'function') throw new TypeError('BullMQ has no callProcessJob any more');

prototype.callProcessJob = async function (job, token, signal) {
  try {
    await once.call(this, job, token, signal);
  } catch (error) {
    // It went back to sleep: it is not this worker's any more.
    if (error instanceof DelayedError) throw error;
  }
  return once.call(this, job, token, signal);
};
