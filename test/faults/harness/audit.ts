import { CounterReader } from '../../../src/redis/counters.ts';
import { keysFor } from '../../../src/redis/keys.ts';
import type { Verdict } from './compare.ts';
import type { Ledger } from './ledger.ts';
import type { RedisControl } from './redis-control.ts';
import type { ServerControl } from './server-control.ts';
import type { World } from './world.ts';

/** What may stay for ever: the layout, sums, quarantine, and what BullMQ keeps of a queue. */
const lasting =
  /^\{[^}]+\}:(instance|counters|rejects|storms:(submitted|discarded|divided)|sweep:.*|[^:]+:(meta|events|id|marker|stalled-check|completed))$/;
/** What goes by itself: remembered episodes, settled storms, marks for replicas that nobody came to ask for. */
const expiring = /^\{[^}]+\}:(episode|last|storm|mark):/;

/** Every key that neither retention nor a queue's own bookkeeping explains. Empty: all that came in is settled. */
export async function remains(redis: RedisControl): Promise<string[]> {
  const { client } = redis;
  const found = (await Promise.all((await redis.holders()).map(unlasting))).flat();
  const settled = new Set(await client.zrange('{stormfold}:finalize:completed', '0', '-1'));
  const unexplained = found.filter((key) => !settled.has(key.replace('{stormfold}:finalize:', '')));
  const lives = await Promise.all(unexplained.map((key) => client.pttl(key)));
  return unexplained.filter((key, i) => !(expiring.test(key) && (lives[i] ?? -1) > 0));
}

async function unlasting({ client }: ServerControl): Promise<string[]> {
  const found: string[] = [];
  for await (const page of client.scanStream({ count: 2000 })) {
    for (const key of page as string[]) if (!lasting.test(key)) found.push(key);
  }
  return found;
}

/** What the instance says of itself, held against what the senders know and what exists. */
export async function checkSums(world: World, ledger: Ledger, verdict: Verdict): Promise<string[]> {
  const sums = await new CounterReader(world.redis.client, keysFor(world.prefix), 4).read();
  const n = (name: string) => sums[name] ?? 0;
  const resources = await world.resources();
  const members = resources.reduce((sum, { spec }) => sum + spec.alertCount, 0);
  const outcomes = n('opened') + n('folded') + n('repeated') + n('resolved') + n('pending') + n('discarded');
  const [kept, all] = [ledger.keptSums(), ledger.acceptedSums()];
  const most = all.firing + all.resolved + ledger.uncertain.firing + ledger.uncertain.resolved;
  const checks: readonly (readonly [boolean, string])[] = [
    [
      n('received') === n('queued') + n('excluded') + n('rejected'),
      'received = queued + excluded + rejected',
    ],
    [n('queued') === outcomes, 'queued = opened + folded + repeated + resolved + pending + discarded'],
    [n('pending') === 0 && n('rejected') === 0, 'nothing is pending, nothing was rejected'],
    [n('discarded') === 0 || ledger.uncertain.firing > 0, 'nothing that was accepted is discarded'],
    [n('received') >= kept.firing + kept.resolved, 'received is at least what was answered 202'],
    [n('received') <= most, 'received is at most what was sent'],
    [n('opened') + n('folded') === members, 'opened + folded = members of all resources'],
    ...(world.plan.rules.correlates
      ? []
      : ([[n('opened') === resources.length - verdict.duplicates, 'opened = resources']] as const)),
    [n('submittedStorms') === resources.length - verdict.duplicates, 'submitted = resources'],
    [n('sealedStorms') === n('submittedStorms'), 'sealed = submitted'],
  ];
  return checks
    .filter(([holds]) => !holds)
    .map(
      ([, law]) =>
        `not so: ${law} (${JSON.stringify({ ...sums, members, resources: resources.length, kept, most })})`,
    );
}
