import type { JobRetryStatus, JobStatus, QueueAdapterOptions } from '@bull-board/api/typings/app';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { Job, Queue } from 'bullmq';

import { type DeadLetter, deadLetterOf } from '../queue/dead-letters.ts';
import { resetAttempts } from '../queue/retry-dead-letter.ts';
import { type Road, roadOf } from './rights.ts';
import { stormLinkOf } from './storm-link.ts';
import { dataShown, titleOf } from './titles.ts';

interface BoardQueueOptions {
  /** Retries what a failed job of an aggregate queue or of finalize stands for. */
  readonly retryLetter: (letter: DeadLetter) => Promise<void>;
  /** Hides the buttons; that nothing is changed is the judge's affair. */
  readonly readOnly: boolean;
}

/** A queue as the board sees it, with titles that say what each job is about. */
export class BoardQueue extends BullMQAdapter {
  readonly #retryLetter: BoardQueueOptions['retryLetter'];

  constructor(queue: Queue, { retryLetter, readOnly }: BoardQueueOptions) {
    const road = roadOf(queue.name);
    const description = road === undefined ? '' : descriptions[road];
    // The type asks for a link on every job, the board does not.
    const externalJobUrl = stormLinkOf as NonNullable<QueueAdapterOptions['externalJobUrl']>;
    super(queue, { description, readOnlyMode: readOnly, externalJobUrl });
    this.#retryLetter = retryLetter;
    this.setFormatter('name', titleOf);
    this.setFormatter('data', dataShown);
  }

  override async getJob(id: string): Promise<Job | undefined> {
    const job = await super.getJob(id);
    return job && this.#withOurRetry(job);
  }

  override async getJobs(statuses: JobStatus[], start?: number, end?: number): Promise<Job[]> {
    return (await super.getJobs(statuses, start, end)).map((job) => this.#withOurRetry(job));
  }

  // The board's own retry leaves the attempts where they are and knows nothing of storms.
  #withOurRetry(job: Job): Job {
    const plain = job.retry.bind(job);
    const isLetter = (state: JobRetryStatus) => state === 'failed' && roadOf(job.queueName) !== 'sweep';
    job.retry = (state: JobRetryStatus = 'failed') =>
      isLetter(state) ? this.#retryLetter(deadLetterOf(job)) : plain(state, resetAttempts);
    return job;
  }
}

const descriptions: Record<Road, string> = {
  aggregate: 'Alerts on their way into storms, in order of arrival. These jobs are the only copy of them.',
  finalize: 'One job a storm: waits for the end of its window, then submits its resource.',
  sweep: 'Finds storms that fell through a crack, and arms them again.',
};
