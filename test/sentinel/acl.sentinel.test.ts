import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Redis } from 'ioredis';
import { expect, it } from 'vitest';

import { startRedis } from '../../src/redis/server/start-redis.ts';
import { postJson } from '../support/service-bench.ts';
import { Secured } from './secured.ts';

const docs = readFileSync(fileURLToPath(new URL('../../docs/redis.md', import.meta.url)), 'utf8');
/** What the documentation gives a user, as ACL SETUSER takes it. */
const rights = (/^user stormfold (.*)$/m.exec(docs)?.[1] ?? '').split(' ');

const commands = [
  ['storms', 'list'],
  ['failed', 'list'],
  ['failed', 'retry', '--all'],
  ['failed', 'list', '--since', '1h', '--json'],
  ['rejects', 'list'],
  ['muted', 'list'],
];
const pages = ['/readyz', '/metrics', '/api/v1/storms', '/api/v1/totals', '/api/v1/failed', '/queues', '/'];
const boardPages = ['/queues/api/queues?activeQueue=finalize&status=latest&page=1'];

/** A service and a command line that come in as a user of few rights, and an administrator who looks at them. */
async function guarded() {
  await using stack = new AsyncDisposableStack();
  const redis = await startRedis({ say: () => undefined, args: ['--appendfsync', 'no'] });
  stack.defer(() => redis.stop());
  const admin = stack.adopt(new Redis(redis.url), (client) => client.disconnect());
  await admin.call('ACL', 'SETUSER', 'stormfold', ...rights);
  await admin.call('ACL', 'SETUSER', 'stormfold', 'resetpass', '>hush');
  const env = { REDIS_URL: redis.url.replace('//', '//stormfold@') };
  const at = stack.use(await Secured.open(env, 'stormfold'));
  const file = join(at.folder, 'password');
  await writeFile(file, 'hush\n');
  at.add({ STORMFOLD_REDIS_PASSWORD_FILE: file, STORMFOLD_OPERATOR_TOKENS: 'op' });
  const owned = stack.move();
  return { at, admin, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** What was refused: why, and what was asked for. */
async function refused(admin: Redis): Promise<string[]> {
  const entries = (await admin.call('ACL', 'LOG', '100')) as string[][];
  return entries.map((entry) => {
    const field = (name: string) => String(entry[entry.indexOf(name) + 1]);
    return `${field('reason')}: ${field('object')}`;
  });
}

async function statusOf(url: string): Promise<number> {
  return (await fetch(url, { headers: { authorization: 'Bearer op' } })).status;
}

/** The commands that were carried out, as rights name them. */
async function used(admin: Redis): Promise<ReadonlySet<string>> {
  const stats = await admin.info('commandstats');
  return new Set([...stats.matchAll(/^cmdstat_([\w|-]+):/gm)].map(([, name = '']) => name));
}

/** The commands that a right is about. */
async function commandsOf(admin: Redis, right: string): Promise<readonly string[]> {
  const [, category] = /^[+-]@(\w+)$/.exec(right) ?? [];
  return category === undefined
    ? [right.slice(1)]
    : ((await admin.call('ACL', 'CAT', category)) as readonly string[]);
}

/** Rights to commands that the user had no use for, or has another right to. */
async function needless(admin: Redis): Promise<string[]> {
  const given = rights.filter((right) => right.startsWith('+'));
  const [asked, lists] = await Promise.all([
    used(admin),
    Promise.all(given.map((right) => commandsOf(admin, right))),
  ]);
  const others = (index: number) => lists.flatMap((list, i) => (i === index ? [] : list));
  return given.filter((_, i) => {
    const elsewhere = new Set(others(i));
    return !lists[i]?.some((command) => asked.has(command) && !elsewhere.has(command));
  });
}

it('the rights in docs/redis.md are enough for all that Stormfold does', async () => {
  expect(rights).toContain('-@all');
  await using bench = await guarded();
  const { at, admin } = bench;
  {
    await using service = at.serve({ STORMFOLD_WINDOW: '1s' });
    const url = await service.url();
    expect(await at.storm(url, 20)).toEqual([20]);
    expect((await postJson(`${url}/webhooks/alertmanager`, { alerts: [{ labels: {} }] })).status).toBe(400);
    for (const path of [...pages, ...boardPages])
      expect([path, await statusOf(url + path)]).toEqual([path, 200]);
    expect(await service.end()).toBe(0);
  }
  for (const args of commands) expect([args, (await at.run(...args)).code]).toEqual([args, 0]);
  // Another number of partitions walks all keys for what would be lost.
  at.add({ STORMFOLD_PARTITIONS: '5' });
  expect((await at.run('storms', 'list')).output).toContain('in 4 partitions');
  expect(await refused(admin)).toEqual([]);
  // After a restart of Redis, and where replicas are waited for.
  expect(await needless(admin)).toEqual(['+bgrewriteaof', '+wait']);
});
