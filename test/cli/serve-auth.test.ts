import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { loadConfig } from '../../src/config.ts';
import { openInstance } from '../../src/instance.ts';
import { silentLog } from '../../src/log.ts';
import { ServeProcess } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { redisEnv, removeAll } from '../support/redis.ts';

let folder: string;
let env: Readonly<Record<string, string>>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stormfold-test-'));
  env = {
    ...redisEnv(),
    STORMFOLD_PREFIX: `test-${randomUUID()}`,
    STORMFOLD_SINK_DIRECTORY: folder,
  };
});
afterEach(async () => {
  const instance = await openInstance(loadConfig({ env }), silentLog(), 'answering');
  await removeAll(instance.redis, instance.config.prefix);
  await instance.close();
  rmSync(folder, { recursive: true });
});

/** The status that somebody at another address of this machine is answered with. */
async function statusFrom(localAddress: string, url: string, headers: Record<string, string>) {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  request(url, { localAddress, headers, agent: false }, (response) => {
    response.resume();
    resolve(response.statusCode);
  })
    .on('error', reject)
    .end();
  return promise;
}

it('lets operators in by the word of the proxy, and of nobody else', async () => {
  const proxy = { STORMFOLD_PROXY_HEADER: 'X-Forwarded-Email', STORMFOLD_PROXY_ADDRESSES: '127.0.0.2/32' };
  await using service = new ServeProcess({ ...env, ...proxy }, ['--role', 'intake']);
  const page = `${await service.url()}/queues/`;
  const ann = { 'X-Forwarded-Email': 'ann@example.org' };
  expect(await statusFrom('127.0.0.2', page, ann)).toBe(200);
  expect(await statusFrom('127.0.0.2', page, {})).toBe(401);
  expect(await statusFrom('127.0.0.3', page, ann)).toBe(401);
  expect(await service.logged('who may come in')).toMatchObject({
    webhook: 'anybody',
    operator: 'the proxy',
  });
});

it('is not held up by those who wait for guessing when it stops', async () => {
  await using service = new ServeProcess({ ...env, STORMFOLD_OPERATOR_TOKENS: 'o' }, ['--role', 'intake']);
  const url = await service.url();
  const failures = async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return /^stormfold_login_failures_total\{gate="operator"\} (\d+)/m.exec(metrics)?.[1];
  };
  expect(await failures()).toBe('0');
  // Five are answered at once; the others would be after more than twenty seconds.
  const guess = () => statusFrom('127.0.0.1', `${url}/queues/`, { Authorization: 'Bearer guessed' });
  const answers = Array.from({ length: 13 }, guess);
  await eventually(async () => expect(await failures()).toBe('13'));
  service.signal('SIGTERM');
  expect(await Promise.all(answers)).toEqual(answers.map(() => 401));
  expect(await service.exit).toBe(0);
  expect(await service.logged('stopped')).toMatchObject({ clean: true });
});
