import { expect, it } from 'vitest';

import { type Expression, selects } from '../../src/topology/selector.ts';

const labels = { app: 'api', tier: 'web' };
const where = (key: string, operator: string, ...values: string[]): Expression => ({ key, operator, values });

it.each([
  [{}, [], true],
  [{ app: 'api' }, [], true],
  [{ app: 'api', tier: 'db' }, [], false],
  [{ zone: 'b' }, [], false],
  [{}, [where('tier', 'In', 'db', 'web')], true],
  [{}, [where('tier', 'In', 'db')], false],
  [{}, [where('zone', 'In', 'b')], false],
  [{}, [where('tier', 'NotIn', 'db')], true],
  [{}, [where('tier', 'NotIn', 'web')], false],
  [{}, [where('zone', 'NotIn', 'b')], true],
  [{}, [where('app', 'Exists')], true],
  [{}, [where('zone', 'Exists')], false],
  [{}, [where('zone', 'DoesNotExist')], true],
  [{}, [where('app', 'DoesNotExist')], false],
  [{}, [where('app', 'Gt', '1')], false],
  [{ app: 'api' }, [where('tier', 'In', 'web'), where('zone', 'Exists')], false],
])('labels %j and expressions %j: %s', (wanted, expressions, expected) => {
  expect(selects({ labels: wanted, expressions }, labels)).toBe(expected);
});
