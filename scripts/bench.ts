/**
 * What folding an alert costs Redis, in a storm of 15 and in one of 10,000, now and before there were rules, in one run on
 * a Redis of its own. The sides take turns, so that a machine that slows down slows all. Time is Redis' own
 * (`commandstats`), without the network. And what a look of the console costs this process, over many storms and few;
 * how fast a worker folds what is queued; and what a storm takes of Redis' memory.
 */
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';

import { startRedis } from '../src/redis/server/start-redis.ts';
import { beforeRules, checkOut } from './bench/earlier.ts';
import { measureFold } from './bench/baseline.ts';
import { Watched } from './bench/console.ts';
import { measureDrain } from './bench/drain.ts';
import { measureMemory } from './bench/memory.ts';
import { Side, alertsPerRound, openRooms } from './bench/side.ts';

const rounds = 15;
const drainRounds = 3;
const sizes = [15, 10_000] as const;
const root = fileURLToPath(new URL('../', import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);

interface Costs {
  readonly side: Side;
  readonly of: Readonly<Record<(typeof sizes)[number], number[]>>;
}

async function run(redis: Redis, before: string | undefined): Promise<void> {
  for (const batch of [15, 1]) {
    const now = await open(redis, root, 'now', batch);
    const earlier = before === undefined ? undefined : await open(redis, before, 'before', batch);
    const sides = earlier ? [now, earlier] : [now];
    for (let round = 0; round < rounds; round++) {
      for (const size of sizes) for (const { side, of } of sides) of[size].push(await side.cost(size));
    }
    report(batch, now, earlier);
  }
}

async function open(redis: Redis, folder: string, name: string, batch: number): Promise<Costs> {
  const side = new Side(redis, await openRooms(folder), name, batch);
  await side.grow(10_000);
  return { side, of: { 15: [], 10_000: [] } };
}

function report(batch: number, now: Costs, earlier: Costs | undefined): void {
  const calls = batch === 1 ? 'One alert a call' : `${batch} alerts a call`;
  say(`\n${calls}, ${rounds} rounds of ${alertsPerRound} alerts`);
  say(`  storm of 15      ${spread(now.of[15])} µs an alert`);
  say(`  storm of 10,000  ${spread(now.of[10_000])} µs an alert`);
  say(`  10,000 : 15      ${spread(ratios(now.of[10_000], now.of[15]))} times`);
  if (!earlier) return;
  for (const size of sizes) {
    const name = `now : before rules, storm of ${size.toLocaleString('en')}`;
    say(`  ${name.padEnd(37)} ${spread(ratios(now.of[size], earlier.of[size]))} times`);
  }
}

/** Few storms of one alert, many of one, and few of many: what a look costs must follow what it shows. */
const shapes = [
  ['50 open storms of 1 alert', 50, 1],
  ['50 open storms of 400 alerts', 50, 400],
  ['5,000 open storms of 1 alert', 5000, 1],
] as const;

async function runConsole(redisUrl: string): Promise<void> {
  const watched = await Promise.all(
    shapes.map(([, storms, alerts]) => Watched.open(redisUrl, storms, alerts)),
  );
  const costs: number[][] = shapes.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, one] of watched.entries()) costs[i]?.push(await one.look());
  }
  say(`\nA look of the console, ${rounds} rounds`);
  for (const [i, [name]] of shapes.entries()) say(`  ${name.padEnd(30)} ${spread(costs[i] ?? [])} ms`);
  say(`  400 alerts : 1                 ${spread(ratios(costs[1] ?? [], costs[0] ?? []))} times`);
  say(`  5,000 storms : 50              ${spread(ratios(costs[2] ?? [], costs[0] ?? []))} times`);
  for (const one of watched) await one.close();
}

async function emptied(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl);
  await redis.flushall();
  redis.disconnect();
}

function ratios(ones: readonly number[], others: readonly number[]): number[] {
  return ones.map((one, i) => one / (others[i] ?? Number.NaN));
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN).toFixed(2);
  return `${at(0.5)} (${at(0)} to ${at(1)})`;
}

const server = await startRedis({ say });
try {
  say(`Redis: ${server.how}`);
  await using before = await checkOut(beforeRules);
  if (!before) say(`Not compared with the time before rules: commit ${beforeRules} is not in this clone.`);
  const redis = new Redis(server.url);
  await run(redis, before?.folder);
  redis.disconnect();
  say(`\nOne JSON document a pattern, and the fold, ${rounds} rounds`);
  await measureFold(server.url, rounds, say);
  await runConsole(server.url);
  say(`\nOne worker process, 100 alerts a notification, 67 of them repeats, five patterns`);
  for (let round = 0; round < drainRounds; round++) await measureDrain(server.url, 500, say);
  // Last: it wants Redis for itself.
  await emptied(server.url);
  say('\nMemory');
  await measureMemory(server.url, say);
} finally {
  await server.stop();
}
