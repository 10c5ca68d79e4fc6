import type { Queue } from 'bullmq';
import express from 'express';
import request, { type Test } from 'supertest';

import { type BoardInstance, boardRouter } from '../../src/board/board.ts';
import type { QueueBench } from '../support/queues.ts';

interface Prepared {
  readonly queue: Queue;
  readonly jobId: string;
}

/** A job of every kind that somebody could want to change on the board. */
export const prepared: Readonly<Record<string, (bench: QueueBench) => Promise<Prepared>>> = {
  'alerts that wait': (bench) => bench.arrive('HighCPUUsage', 'prod-api', 3),
  'alerts that are dead': (bench) => bench.failedAlerts(),
  'a failed storm': async (bench) => ({ queue: bench.queues.finalize, jobId: await bench.failedStorm() }),
  'the sweep': async ({ queues: { sweep: queue } }) => {
    await queue.upsertJobScheduler('sweep', { every: 3_600_000 }, { name: 'sweep' });
    await queue.add('sweep', {}, { jobId: 'one' });
    return { queue, jobId: 'one' };
  },
};

/** All that an action could have changed. */
export async function snapshot(queue: Queue, jobId: string) {
  const job = await queue.getJob(jobId);
  const counts = await queue.getJobCounts();
  const meta = await queue.getMeta();
  const schedulers = await queue.getJobSchedulers();
  return {
    ...{ counts, meta, schedulers, state: await job?.getState() },
    ...{ data: job?.data as unknown, delay: job?.delay, priority: job?.priority },
  };
}

/** The parameters of a route that is about a job or about a status of its queue. */
export function paramsOf(queueName: string, jobId: string) {
  return { queueName, jobId, queueStatus: 'failed', schedulerId: 'sweep' };
}

/** The path of one of the board's routes, behind `/api/queues/`. */
export function pathOf(route: string, params: Readonly<Record<string, string>>): string {
  return route.replace('/api/queues/', '').replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '');
}

/** Does what a button of the board does. */
export function act(
  { instance, readOnly = false }: { instance: BoardInstance; readOnly?: boolean },
  method: string,
  path: string,
  body: object = {},
): Test {
  const router = boardRouter(instance, { guard: [], basePath: '/queues', readOnly });
  const board = request(express().use('/queues', router));
  const verb = method === 'post' ? 'post' : method === 'patch' ? 'patch' : 'put';
  return board[verb](`/queues/api/queues/${path}`).send(body);
}

/** A body with which every route would do something, if it were let. */
export const anyBody = { name: 'x', jobData: {}, concurrency: 5, force: true, priority: 3, delay: 5000 };
