import type { Job } from 'bullmq';

/** What a job is in, in the words that people know: which of its queue's lines it waits in is nobody's business. */
export async function stateOfJob(job: Job): Promise<string> {
  const state = await job.getState();
  return state === 'prioritized' ? 'waiting' : state;
}
