import type { Series } from '../figures.ts';
import { type MemberMemory, measureMemory } from '../memory.ts';
import { type Scenario, withRedis } from '../scenario.ts';

const most = { is: 'at most', value: 450 } as const;

/** Redis' memory a member, in storms of three sizes. Once: what is allocated does not vary. */
export const memberMemory: Scenario = {
  name: 'memory',
  title: "Redis' memory a member of a storm",
  run: async (bench) =>
    withRedis(bench, async ({ url }) => {
      const measured = await measureMemory(url, () => undefined);
      const kinds = measured.filter(({ what }) => what === measured.at(-1)?.what).flatMap(kindsOf);
      return {
        ...{ name: memberMemory.name, title: memberMemory.title, series: kinds, ratios: [] },
        how: 'Everything that grows with the members: their entries, what has become of them, and what is remembered of their fingerprints. The few whole alerts that a storm keeps and its record do not grow.',
        limits: measured.map((one) => ({ ...totalOf(one), goal: most })),
      };
    }),
};

function totalOf({ members, what, bytes }: MemberMemory): Series {
  return { name: `${members.toLocaleString('en')} members, ${what}`, unit: 'bytes/member', values: [bytes] };
}

function kindsOf({ members, byKind, record, samples }: MemberMemory): Series[] {
  const storm = `${members.toLocaleString('en')} members`;
  return [
    ...Object.entries(byKind).map(([kind, bytes]) => ({
      ...{ name: `${storm}: ${kind}`, unit: 'bytes/member' },
      values: [bytes],
    })),
    { name: `${storm}: record and samples`, unit: 'bytes/storm', values: [record + samples] },
  ];
}
