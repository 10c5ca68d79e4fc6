import { expect, it } from 'vitest';

import { planOf } from '../../../src/correlation/plan.ts';
import { causeStormOf } from '../../../src/storm/cause-storm.ts';
import type { ScopeMember } from '../../../src/storm/scope-member.ts';
import { Known } from '../../../src/topology/known.ts';
import { noon } from '../../support/store.ts';
import { arrive, correlating, single } from './support.ts';

/** `correlation.maxAlerts` may be twice as many. */
const most = 50_000;

it('a cause may have as many alerts as a scope', async () => {
  await using bench = await correlating();
  await bench.work();
  await arrive(bench, 0, single('api'));
  await bench.rest();
  const { instance } = bench;
  const [open] = await bench.storms('open');
  if (!open) throw new Error('nothing is open');
  await instance.store.seal(open.id, true);
  const scope = await instance.reader.storm(open.id);
  const [first] = scope ? await instance.scopes.members(scope) : [];
  if (!scope || !first) throw new Error('nothing is sealed');
  const members = Array.from({ length: most }, (_, ordinal): ScopeMember => {
    const fingerprint = `of ${ordinal}`;
    return { ...first, ordinal, member: { ...first.member, fingerprint } };
  });
  const rules = instance.rules.book.correlation;
  const topology = new Known({ maxObjects: 0, goneForMs: 0 });
  const { causes } = planOf(scope, members, { before: [], topology, rules });
  const [cause] = causes;
  if (!cause) throw new Error('there is no cause');
  const storm = causeStormOf(scope, cause, members, { severityOrder: [], samples: 3 });
  expect(await instance.scopes.divide(scope.id, storm)).toMatchObject({ kind: 'divided', state: 'sealed' });
  expect(await instance.reader.storm(cause.id)).toMatchObject({ alertCount: most, openedAt: noon });
});
