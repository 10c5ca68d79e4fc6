import { expect, it } from 'vitest';

import { freePort } from '../../src/redis/server/free-port.ts';
import { ServeProcess, shown } from '../support/cli.ts';
import { redisEnv } from '../support/redis.ts';

const nowhere = 'redis://127.0.0.1:1';

it.each(['intake', 'worker', 'all'])('says of a running %s that it is ready', async (role) => {
  const env = {
    ...{ ...redisEnv(), STORMFOLD_PREFIX: `test-health-${role}` },
    STORMFOLD_LISTEN: `127.0.0.1:${await freePort()}`,
  };
  await using service = new ServeProcess(env, ['--role', role]);
  await service.url();

  expect(await shown(['health'], env)).toEqual({ code: 0, stdout: 'ready\n', stderr: '' });
  const { code, stdout } = await shown(['health', '--json'], env);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ready: true, details: { redis: 'up', draining: false } });
});

it('fails while the service waits for Redis, and says so', async () => {
  const env = { REDIS_URL: nowhere, STORMFOLD_LISTEN: `127.0.0.1:${await freePort()}` };
  await using service = new ServeProcess(env);
  const url = await service.url('starting');

  expect(await shown(['health'], env)).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: not ready: {"redis":"away"}\nAsked ${url}/readyz\n`,
  });
});

it('fails where nobody listens', async () => {
  const listen = `127.0.0.1:${await freePort()}`;

  expect(await shown(['health'], { STORMFOLD_LISTEN: listen })).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: not ready: connect ECONNREFUSED ${listen}\nAsked http://${listen}/readyz\n`,
  });
});

it('can not know which free port was taken', async () => {
  const { code, stderr } = await shown(['health'], { STORMFOLD_LISTEN: '127.0.0.1:0' });

  expect(code).toBe(2);
  expect(stderr).toContain('STORMFOLD_LISTEN has port 0');
});
