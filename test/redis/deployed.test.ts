import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { V1StatefulSet } from '@kubernetes/client-node';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { durabilityRisks } from '../../src/redis/durability.ts';
import { freePort } from '../../src/redis/server/free-port.ts';
import { ofKind, readDeployFile, resources } from '../deploy/tree.ts';
import { eventually } from '../support/eventually.ts';
import { Program, programOnPath } from '../support/program.ts';

const server = programOnPath('redis-server');
const password = 'password-of-the-test';

/** Starts the Redis of deploy/components/redis as its container does, but for the folders. */
describe.skipIf(!server)('the Redis of deploy/components/redis', () => {
  const stack = new AsyncDisposableStack();
  let program: Program;
  let redis: Redis;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-redis-'));
    stack.defer(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'data'));
    const port = await freePort();
    const settings = readDeployFile('components/redis/redis.conf').replace('/data', join(folder, 'data'));
    await writeFile(join(folder, 'redis.conf'), `${settings}\nport ${port}\nbind 127.0.0.1\n`);
    const [command = '', ...args] = commandOf().map((text) => text.replaceAll('/etc/redis', folder));
    program = stack.use(new Program(command, args, { ...process.env, REDISCLI_AUTH: password }));
    redis = new Redis({ port, password, lazyConnect: true, retryStrategy: () => 50 });
    redis.on('error', () => undefined);
    stack.defer(() => redis.disconnect());
    await eventually(async () => expect(await redis.ping()).toBe('PONG'));
  });

  afterAll(() => stack.disposeAsync());

  function commandOf(): readonly string[] {
    const [set] = ofKind<V1StatefulSet>('StatefulSet', resources);
    return set?.spec?.template.spec?.containers[0]?.command ?? [];
  }

  it('puts nothing at risk that was accepted, and ends windows on time', async () => {
    expect(await durabilityRisks(redis)).toEqual([]);
    const [, hz] = await redis.config('GET', 'hz');
    expect(hz).toBe('100');
    const [, most] = await redis.config('GET', 'maxmemory');
    expect(most).toBe(String(512 * 1024 ** 2));
  });

  it('asks for its password', async () => {
    const stranger = new Redis({ port: redis.options.port ?? 0, lazyConnect: true });
    stranger.on('error', () => undefined);
    await expect(stranger.ping()).rejects.toThrow('NOAUTH');
    stranger.disconnect();
  });

  it('is told itself to stop, and stops cleanly', async () => {
    expect(await program.end('SIGTERM')).toBe(0);
    expect(program.output).toContain('Redis is now ready to exit');
  });
});
