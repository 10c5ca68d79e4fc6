import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';

import { Seeded } from './harness/seeded.ts';
import { ServerControl } from './harness/server-control.ts';

it('a loss of power takes no more than the last second, and so does another right after it', async () => {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'stormfold-power-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const server = await ServerControl.start({ dir, fsync: 'everysec' });
  stack.defer(() => server.stop());
  const old = Array.from({ length: 200 }, (_, i) => `old-${i}`);
  for (const key of old) await server.client.set(key, 'x'.repeat(100));
  await pause(1500);
  const chance = new Seeded(1);
  for (let i = 0; i < 4; i++) {
    await server.losePower(chance);
    expect(await server.client.exists(...old)).toBe(old.length);
    await server.client.set(`new-${i}`, 'x'.repeat(10_000));
  }
});
