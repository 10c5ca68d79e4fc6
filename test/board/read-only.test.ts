import express from 'express';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { boardRouter } from '../../src/board/board.ts';
import { actionOfRoute } from '../../src/board/rights.ts';
import { QueueBench } from '../support/queues.ts';
import { act, anyBody, paramsOf, pathOf, prepared, snapshot } from './prepared.ts';

let bench: QueueBench;
beforeEach(async () => {
  bench = new QueueBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

describe('a read-only board changes nothing, by any of its routes', () => {
  it.each(Object.entries(prepared))('of %s', async (_, prepare) => {
    const { queue, jobId } = await prepare(bench);
    const before = await snapshot(queue, jobId);
    const routes = Object.keys(actionOfRoute).map((key) => key.split(' '));
    for (const [method = '', route = ''] of routes) {
      const path = pathOf(route, paramsOf(queue.name, jobId));
      const { status, body } = await act({ instance: bench, readOnly: true }, method, path, anyBody);
      expect({ path, status, body }).toEqual({
        ...{ path, status: 403 },
        body: {
          error: { key: 'ERRORS.FORBIDDEN' },
          message: expect.stringContaining('This board is read-only (STORMFOLD_BOARD_READ_ONLY).') as string,
        },
      });
    }
    expect(await snapshot(queue, jobId)).toEqual(before);
  });
});

it.each([true, false])('tells the page whether it has buttons: read-only %s', async (readOnly) => {
  const router = boardRouter(bench, { guard: [], basePath: '/queues', readOnly });
  const { body } = await request(express().use('/queues', router)).get('/queues/api/queues').expect(200);
  const { queues } = body as { queues: { readOnlyMode: boolean; allowRetries: boolean }[] };
  expect(queues).toHaveLength(bench.queues.all.length);
  expect(queues.map(({ readOnlyMode }) => readOnlyMode)).toEqual(queues.map(() => readOnly));
  expect(queues.map(({ allowRetries }) => allowRetries)).toEqual(queues.map(() => !readOnly));
});

it('still shows a job, its logs and the state of Redis', async () => {
  const stormId = await bench.failedStorm();
  const router = boardRouter(bench, { guard: [], basePath: '/queues', readOnly: true });
  const board = request(express().use('/queues', router));
  const paths = [`queues/finalize/${stormId}`, `queues/finalize/${stormId}/logs`, 'redis/stats'];
  for (const path of paths) {
    const { status } = await board.get(`/queues/api/${path}`);
    expect({ path, status }).toEqual({ path, status: 200 });
  }
});
