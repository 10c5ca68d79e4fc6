import type { Findings, Series } from '../figures.ts';
import { type Footprint, footprintRoles, measureFootprint } from '../footprint.ts';
import { type Bench, type Scenario, withRedis } from '../scenario.ts';

/** What a process costs before any alert comes: to start, and to keep. */
export const footprint: Scenario = {
  name: 'footprint',
  title: 'Start and idle cost of a process',
  run: (bench) => withRedis(bench, async ({ url }) => findingsOf(await measure(bench, url))),
};

async function measure(bench: Bench, url: string): Promise<Footprint[]> {
  const quick = { starts: 1, settleMs: 1000, idleMs: 2000 };
  return measureFootprint(url, bench.say, bench.quick ? quick : { starts: bench.rounds });
}

function findingsOf(footprints: readonly Footprint[]): Findings {
  const each = (name: string, unit: string, of: (one: Footprint) => readonly number[]): Series[] =>
    footprints.map((one) => ({ name: `${one.role}: ${name}`, unit, values: of(one) }));
  const starts = each('from spawn to ready', 'ms', ({ startMs }) => startMs);
  const plot = { name: 'start', title: 'From spawn to ready', xName: 'role', yName: 'ms' };
  return {
    ...{ name: footprint.name, title: footprint.title, ratios: [] },
    how: 'Each role as a process of its own, from the TypeScript of a checkout: until /readyz answers 200, then ten idle seconds, then twenty that are measured. Commands within scripts are counted too.',
    series: [
      ...starts,
      ...each('resident memory, idle', 'MiB', ({ residentMib }) => [residentMib]),
      ...each('processor time of an idle minute', 's', ({ cpuSecondsAMinute }) => [cpuSecondsAMinute]),
      ...each("Redis' commands, idle", '/s', ({ commandsASecond }) => [commandsASecond]),
    ],
    plots: [{ ...plot, bars: starts.map((one, i) => ({ ...one, name: footprintRoles[i] ?? one.name })) }],
  };
}
