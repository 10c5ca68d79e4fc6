import express, { type RequestHandler } from 'express';
import request from 'supertest';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { boardRouter } from '../../src/board/board.ts';
import { armUpdate, sendSeal } from '../../src/queue/arm.ts';
import { QueueBench } from '../support/queues.ts';

let bench: QueueBench;
beforeEach(async () => {
  bench = new QueueBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

function board(guard: readonly RequestHandler[] = []) {
  const app = express().disable('x-powered-by');
  return request(app.use('/queues', boardRouter(bench, { guard, basePath: '/queues' })));
}

interface Listed {
  readonly queues: {
    readonly name: string;
    readonly description?: string;
    readonly jobs: {
      readonly id: string;
      readonly name: string;
      readonly data: Record<string, unknown>;
      readonly externalUrl?: { readonly href: string };
    }[];
  }[];
}

async function jobsOf(queue: string): Promise<Listed['queues'][number]['jobs']> {
  const { body } = await board().get('/queues/api/queues').query({ activeQueue: queue }).expect(200);
  return (body as Listed).queues.find(({ name }) => name === queue)?.jobs ?? [];
}

it('serves its page to the root of its path, with links that stay below it', async () => {
  const { text } = await board().get('/queues').expect(200).expect('content-type', /html/);
  expect(text).toContain('<base href="/queues/"');
  const [script] = /static\/js\/main\.[^"]+/.exec(text) ?? [];
  await board().get(`/queues/${script}`).expect(200);
});

it('dresses the pages of queues and jobs too, and asks for nothing elsewhere', async () => {
  for (const path of ['', '/queue/finalize', '/queue/aggregate-0/a.0.12', '/job-schedulers']) {
    const { text } = await board().get(`/queues${path}`).expect(200).expect('content-type', /html/);
    expect(text).toContain('<nav id="stormfold"');
    expect(text).toMatch(/main\.[^"]*css" rel="stylesheet"><link href="\/queues\/stormfold\.css"/);
    expect(text).not.toMatch(/(?:href|src)="(?:https?:)?\/\//);
  }
});

it('serves its stylesheet behind the guards and under the policy', async () => {
  const { text, headers } = await board().get('/queues/stormfold.css').expect(200);
  expect(headers['content-type']).toMatch(/^text\/css/);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(text).toContain('#stormfold');
  const guard: RequestHandler = (_request, response) => void response.status(401).end();
  await board([guard]).get('/queues/stormfold.css').expect(401);
});

it('sends a policy that lets nothing in from outside, and asks for no https', async () => {
  const { headers } = await board().get('/queues').expect(200);
  expect(headers['content-security-policy']).toMatch(/default-src 'none';.*;script-src 'self';/);
  expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  expect(headers).not.toHaveProperty('strict-transport-security');
  expect(headers).not.toHaveProperty('x-powered-by');
});

it('lets its guards answer before anything else, for pages, assets and actions', async () => {
  const guard: RequestHandler = (_request, response) => void response.status(401).end();
  const { queue } = await bench.arrive('HighCPUUsage', 'shop');
  await board([guard]).get('/queues').expect(401);
  await board([guard]).get('/queues/static/favicon.ico').expect(401);
  await board([guard]).put(`/queues/api/queues/${queue.name}/pause`).expect(401);
  expect(await queue.isPaused()).toBe(false);
});

it('shows all queues, each with what it is for', async () => {
  const { body } = await board().get('/queues/api/queues').expect(200);
  const queues = (body as Listed).queues;
  expect(queues.map(({ name }) => name)).toEqual(bench.queues.all.map(({ name }) => name));
  expect(queues.every(({ description }) => description)).toBe(true);
});

it('titles jobs by pattern, alerts and storm', async () => {
  const { queue } = await bench.arrive('KubePodCrashLooping', 'shop', 12);
  await bench.arrive('KubePodCrashLooping', 'shop', 1);
  const stormId = await bench.storm('KubePodCrashLooping', 'shop');
  const folds = await jobsOf(queue.name);
  expect(folds.map(({ name }) => name).toSorted()).toEqual([
    'KubePodCrashLooping in shop · 1 alert',
    'KubePodCrashLooping in shop · 12 alerts',
  ]);
  expect(await jobsOf('finalize')).toMatchObject([
    { name: `KubePodCrashLooping in shop · storm ${stormId}` },
  ]);
});

it('titles jobs that are no work of ours too', async () => {
  await bench.queues.finalize.add('finalize', { no: 'storm' });
  await bench.queues.finalize.add('', null);
  const titles = (await jobsOf('finalize')).map(({ name }) => name);
  expect(titles.toSorted()).toEqual(['', 'finalize · unreadable']);
});

it('shows the first alerts of a job and how many more there are', async () => {
  const { queue } = await bench.arrive('KubePodCrashLooping', 'shop', 12);
  const [job] = await jobsOf(queue.name);
  expect(job?.data).toMatchObject({ alertsNotShown: 2, pattern: { text: 'KubePodCrashLooping in shop' } });
  expect(job?.data['alerts']).toHaveLength(10);
});

it('links jobs to the storms that they are about', async () => {
  const { queue } = await bench.arrive('KubePodCrashLooping', 'shop');
  const stormId = await bench.storm('KubePodCrashLooping', 'shop');
  const storm = { id: stormId, pattern: 'KubePodCrashLooping in shop', requestId: 'req-1' };
  await sendSeal(queue, storm);
  await armUpdate(bench.queues.finalize, storm);
  await bench.queues.finalize.add('finalize', { no: 'storm' });
  const hrefs = async (name: string) =>
    (await jobsOf(name)).map(({ externalUrl }) => externalUrl?.href ?? 'none').toSorted();
  const link = `/storms/${stormId}`;
  expect(await hrefs('finalize')).toEqual([link, link, 'none']);
  expect(await hrefs(queue.name)).toEqual([link, 'none']);
});
