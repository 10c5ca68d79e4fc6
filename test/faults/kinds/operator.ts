import { setTimeout as pause } from 'node:timers/promises';
import type { World } from '../harness/world.ts';
import type { FaultKind, Scene } from './kind.ts';

/** Presses a button of the board, on whichever intake answers. */
async function press(world: World, method: string, path: string, body: object = {}): Promise<number> {
  for (const url of world.urls) {
    const response = await fetch(`${url}/queues/api/queues/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    }).catch(() => undefined);
    if (response && response.status < 500) return response.status;
  }
  return 0;
}

/** The ids of finalize jobs in a state, once there is one; empty when none came in time. */
async function finalizeJobs({ world }: Scene, state: 'delayed' | 'failed'): Promise<string[]> {
  // A dead letter must not be missed: nobody else would bring its storm back.
  for (let i = 0; i < (state === 'failed' ? 400 : 60); i++) {
    const ids = await world.redis.client.zrange(`{${world.prefix}}:finalize:${state}`, '0', '-1');
    if (ids.length > 0) return ids;
    await pause(100);
  }
  return [];
}

function onFinalizeJobs(name: string, state: 'delayed' | 'failed', path: (id: string) => string): FaultKind {
  return {
    name,
    track: 'operator',
    ...(state === 'failed' && { plan: { sink: 'kubernetes' as const } }),
    strike: async (scene) => {
      const { world, struck } = scene;
      // An invalid resource is a dead letter at once.
      if (state === 'failed') world.api.failNext(1, { kind: 'status', code: 422 }, () => undefined);
      for (const id of await finalizeJobs(scene, state)) {
        if (
          await insist(async () => (await press(world, 'PUT', path(id))) === 200 || isGone(scene, id, state))
        )
          struck();
      }
    },
  };
}

// Whatever else goes on just then: an intake that is killed, a Redis that is away.
async function insist(act: () => Promise<boolean>): Promise<boolean> {
  for (let i = 0; i < 50; i++) {
    if (await act()) return true;
    await pause(200);
  }
  return false;
}

async function isGone({ world }: Scene, id: string, state: string): Promise<boolean> {
  return (await world.redis.client.zscore(`{${world.prefix}}:finalize:${state}`, id)) === null;
}

const refused: readonly (readonly [method: string, path: string, body?: object])[] = [
  ['PUT', 'empty'],
  ['PUT', 'obliterate'],
  ['PUT', 'clean/failed'],
  ['PUT', 'clean/wait'],
  ['PUT', 'promote'],
  ['PUT', 'concurrency', { concurrency: 10 }],
  ['PUT', 'JOB/clean'],
  ['PUT', 'JOB/promote'],
  ['PATCH', 'JOB/update-data', { jobData: {} }],
  ['PATCH', 'JOB/priority', { priority: 1 }],
  ['POST', 'add', { name: 'fold', data: {} }],
];

export const operatorFaults: readonly FaultKind[] = [
  onFinalizeJobs('operator deletes delayed finalize jobs', 'delayed', (id) => `finalize/${id}/clean`),
  onFinalizeJobs('operator promotes delayed finalize jobs', 'delayed', (id) => `finalize/${id}/promote`),
  onFinalizeJobs('operator deletes a failed finalize job', 'failed', (id) => `finalize/${id}/clean`),
  onFinalizeJobs('operator retries a failed finalize job', 'failed', (id) => `finalize/${id}/retry`),
  {
    name: 'operator tries to drain, clean, edit, promote alerts',
    track: 'operator',
    strike: async ({ world, struck, protest }) => {
      for (const partition of [0, 1, 2, 3]) {
        const [waiting] = await world.redis.client.zrange(`{${world.prefix}:${partition}}:pending`, '0', '0');
        for (const [method, path, body] of refused) {
          const route = `aggregate-${partition}/${path.replace('JOB', waiting ?? 'some-job')}`;
          const status = await press(world, method, route, body);
          // 0: no intake answered just now.
          if (status !== 403 && status !== 0) protest(`${method} ${route} was answered ${status}`);
        }
      }
      struck();
    },
  },
];
