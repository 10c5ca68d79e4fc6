import type { Facts } from './facts.ts';
import type { Found } from './found.ts';
import { isLack } from './follows.ts';
import { type Shared, allShared } from './shared.ts';

/** Causes that many depend on. */
export function sharedCauses(facts: readonly Facts[], withinMs: number): readonly Found[] {
  const free = new Set(facts.filter(({ alone }) => !alone));
  return allShared.flatMap((shared) => {
    const found = causesOf(shared, [...free], withinMs);
    for (const { members } of found) for (const { one } of members) free.delete(one);
    return found;
  });
}

/** One for each key: what is about another quota has another cause. */
function causesOf(shared: Shared, free: readonly Facts[], withinMs: number): readonly Found[] {
  const about = Map.groupBy(free.filter(shared.isAbout), shared.keyOf);
  if (about.size === 0) return [];
  const others = free.filter((one) => !shared.isAbout(one));
  const failing = failingIn(others);
  const able = others.filter(
    ({ workloads }) => shared.endsThem || !workloads.some((each) => failing.has(each)),
  );
  const byKey = Map.groupBy(able, shared.keyOf);
  return [...about].map(([key, some]) => {
    const taken = followersOf(shared, some, byKey.get(key) ?? [], withinMs);
    return foundOf(shared.nameOf(key), some, taken);
  });
}

/** Workloads with pods that end by their own fault. */
function failingIn(facts: readonly Facts[]): ReadonlySet<string> {
  const own = facts.filter(({ symptom, pod }) => pod && symptom === 'failing');
  return new Set(own.flatMap(({ workloads }) => workloads));
}

/** What follows within the time; none where they are few. */
function followersOf(
  { follows, fewest, takesTheirs }: Shared,
  about: readonly Facts[],
  able: readonly Facts[],
  withinMs: number,
): readonly Facts[] {
  const [first] = about;
  const startMs = first ? startOf(first) : 0;
  const near = able.filter((one) => startOf(one) >= startMs && startOf(one) - startMs <= withinMs);
  const isFollower = follows(about);
  const found = near.filter((one) => isFollower(one));
  if (thingsIn(found) < fewest) return [];
  return takesTheirs ? near.filter(theirs(found)) : found;
}

/** These, and what else their workloads lack. */
function theirs(found: readonly Facts[]): (one: Facts) => boolean {
  const own = new Set(found);
  const workloads = new Set(found.flatMap((one) => one.workloads));
  return (one) =>
    own.has(one) ||
    ((one.symptom === 'failing' || isLack(one)) && one.workloads.some((each) => workloads.has(each)));
}

function startOf({ episode }: Facts): number {
  return episode.startsAtMs;
}

function thingsIn(facts: readonly Facts[]): number {
  return new Set(facts.flatMap(({ workloads, episode }) => (workloads.length > 0 ? workloads : [episode.id])))
    .size;
}

function foundOf(name: string, about: readonly Facts[], taken: readonly Facts[]): Found {
  const reason = `one of ${thingsIn(taken)} that began to lack the same after ${name} had trouble`;
  return {
    ...{ kind: 'shared', name },
    members: [
      ...about.map((one) => ({ one, reason: `it is about ${name} itself` })),
      ...taken.map((one) => ({ one, reason })),
    ],
  };
}
