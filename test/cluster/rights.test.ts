import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { eventually } from '../support/eventually.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { ServiceBench } from '../support/service-bench.ts';
import { SteadySender, namesFor } from '../support/steady-sender.ts';

const docs = readFileSync(fileURLToPath(new URL('../../docs/redis.md', import.meta.url)), 'utf8');

/** What the docs say that a user needs, and what it needs besides on a cluster. */
function rulesFor(prefix: string): string[] {
  const rules = /^user stormfold on >PASSWORD (.*)$/m.exec(docs)?.[1] ?? '';
  const more = /a user needs `([^`]+)` besides/.exec(docs)?.[1] ?? '';
  return `${rules.replaceAll('stormfold', prefix)} ${more}`.split(' ');
}

it('a user with the rights that the docs name does the whole main job on a cluster, and is refused nothing', async () => {
  await using cluster = await RedisCluster.start();
  const rules = rulesFor('rights');
  for (const { admin } of cluster.nodes)
    await admin.call('ACL', 'SETUSER', 'stormfold', 'on', '>secret', ...rules);
  const redisUrl = cluster.url.replaceAll('redis://', 'redis://stormfold:secret@');
  {
    await using service = await ServiceBench.open({ redisUrl, prefix: 'rights' });
    const sender = new SteadySender(service.url, namesFor(4));
    await eventually(() => namesFor(4).forEach((name) => expect(sender.acceptedOf(name)).toBeGreaterThan(3)));
    const { accepted } = await sender.stop();
    await service.peek.folded();
    await service.expire();
    await service.peek.until('submitted', accepted.size);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    expect((await fetch(`${service.url}/queues/api/queues`)).status).toBe(200);
    const refused = await Promise.all(
      cluster.nodes.map(async ({ admin }) => (await admin.call('ACL', 'LOG')) as unknown[]),
    );
    expect(refused.flat()).toEqual([]);
    // The test's own cleaning takes more.
    for (const { admin } of cluster.nodes) await admin.call('ACL', 'SETUSER', 'stormfold', 'allcommands');
  }
});
