import type { ApiFault } from '../harness/api-endpoint.ts';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultKind } from './kind.ts';

function answers(name: string, fault: ApiFault, most = 3): FaultKind {
  return {
    name,
    track: 'api',
    plan: { sink: 'kubernetes' },
    strike: async ({ world, chance, struck }) => world.api.failNext(chance.int(1, most), fault, struck),
  };
}

export const apiFaults: readonly FaultKind[] = [
  {
    name: 'API server refuses connections',
    track: 'api',
    plan: { sink: 'kubernetes' },
    strike: async ({ world, chance, struck }) => {
      await world.api.refuse();
      struck();
      await pause(chance.int(1000, 4000));
      await world.api.listen();
    },
  },
  answers('API server resets', { kind: 'reset' }),
  answers('API server hangs', { kind: 'hang' }),
  answers('API server answers 409 Conflict', { kind: 'status', code: 409 }),
  answers('API server answers 429, Retry-After', {
    kind: 'status',
    code: 429,
    headers: { 'Retry-After': '1' },
  }),
  answers('API server answers 500', { kind: 'status', code: 500 }),
  answers('API server answers 503', { kind: 'status', code: 503 }),
  answers('API server answers 504 after writing', { kind: 'status', code: 504, after: true }),
  answers('API server resets after writing', { kind: 'reset', after: true }),
  answers('API server hangs after writing', { kind: 'hang', after: true }),
];
