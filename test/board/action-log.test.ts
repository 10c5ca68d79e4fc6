import express, { type RequestHandler } from 'express';
import request from 'supertest';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { boardRouter } from '../../src/board/board.ts';
import { createLog } from '../../src/log.ts';
import { QueueBench } from '../support/queues.ts';

let bench: QueueBench;
let lines: Record<string, unknown>[];
beforeEach(async () => {
  bench = new QueueBench();
  lines = [];
});
afterEach(() => bench[Symbol.asyncDispose]());

/** The board behind a gate that lets this operator in, if it is told one. */
function boardOf(operator?: string, readOnly = false) {
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const { queues, store } = bench;
  const instance = { queues, store, log: createLog('info', { write }) };
  const gate: RequestHandler = (incoming, _response, next) => {
    Object.assign(incoming, { requestId: 'req-7' }, operator !== undefined && { operator });
    next();
  };
  const router = boardRouter(instance, { guard: [gate], basePath: '/queues', readOnly });
  return request(express().use('/queues', router));
}

it('says who did what to which job, with the id of the request', async () => {
  const stormId = await bench.failedStorm();
  await boardOf('ada').put(`/queues/api/queues/finalize/${stormId}/retry`).send({}).expect(204);
  const action = { msg: 'board action', method: 'put', route: '/api/queues/:queueName/:jobId/retry' };
  expect(lines).toMatchObject([
    { ...action, operator: 'ada', requestId: 'req-7', queue: 'finalize', jobId: stormId },
    { msg: 'dead letter retry', operator: 'ada', queue: 'finalize', stormId },
  ]);
});

it('says who was refused, and why', async () => {
  const { queue, jobId } = await bench.failedAlerts();
  await boardOf('ada').put(`/queues/api/queues/${queue.name}/${jobId}/clean`).send({}).expect(403);
  await boardOf('bob', true).put('/queues/api/queues/pause').send({}).expect(403);
  expect(lines).toMatchObject([
    { msg: 'board action refused', operator: 'ada', queue: queue.name, jobId, level: 'warn' },
    { msg: 'board action refused', operator: 'bob', route: '/api/queues/pause', level: 'warn' },
  ]);
  expect(lines.map(({ refusal }) => String(refusal).slice(0, 23))).toEqual([
    'These jobs are the only',
    'This board is read-only',
  ]);
});

it('names nobody where nobody has to say who they are', async () => {
  await boardOf().put('/queues/api/queues/pause').send({}).expect(200);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ msg: 'board action', requestId: 'req-7' });
  expect(lines[0]).not.toHaveProperty('operator');
});

it('keeps those apart who act at once', async () => {
  const names = ['ada', 'bob', 'cleo'];
  const pause = (name: string, i: number) =>
    boardOf(name).put(`/queues/api/queues/aggregate-${i}/pause`).send({ name }).expect(200);
  await Promise.all(names.map(pause));
  const acted = lines.map(({ operator, queue }) => `${String(operator)} ${String(queue)}`);
  expect(acted.toSorted()).toEqual(['ada aggregate-0', 'bob aggregate-1', 'cleo aggregate-2']);
});

it('does not log what only looks', async () => {
  await boardOf('ada').get('/queues/api/queues').expect(200);
  await boardOf('ada').get('/queues').expect(200);
  expect(lines).toEqual([]);
});
