/**
 * What happens when 2,000 storms are due in one second, on a Redis of its own that syncs every second: beside a load that
 * leaves the machine room, and beside queues that never run empty. `node scripts/bench-expiry.ts [workers]`.
 */
import { startRedis } from '../src/redis/server/start-redis.ts';
import { type ExpiryFigures, measureExpiry } from './bench/expiry.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
const workers = Number(process.argv[2] ?? 1);
const loads = [
  ['4,000 alerts a second', 4000],
  ['queues that never run empty', undefined],
] as const;

function tell(load: string, figures: ExpiryFigures): void {
  const { floorMs, fromFirstMs, submittedMs, ratio, foldedNormal, foldedMeanwhile, foldRatio } = figures;
  say(`Beside ${load}:`);
  say(`  floor                   ${floorMs} ms; at most ${figures.mostAtOnce} calls at once`);
  say(`  from the last deadline  ${submittedMs} ms, ${ratio.toFixed(2)} of the floor`);
  say(`  from the first          ${fromFirstMs} ms`);
  say(`  critical storms         at ${Math.round(figures.criticalPlace)} on average, of 2,000`);
  say(
    `  folded                  ${Math.round(foldedNormal)} alerts/s before, ${Math.round(foldedMeanwhile)} meanwhile: ${foldRatio.toFixed(2)}`,
  );
  say(
    `  processors' time        workers ${Math.round(figures.workerMs)} ms, Redis ${Math.round(figures.redisMs)} ms`,
  );
}

const server = await startRedis({ say, args: ['--appendfsync', 'everysec'] });
try {
  for (const [load, alertsPerSecond] of loads)
    tell(load, await measureExpiry(server.url, say, { workers, alertsPerSecond }));
} finally {
  await server.stop();
}
