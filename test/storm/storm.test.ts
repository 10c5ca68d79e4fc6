import { describe, expect, it } from 'vitest';

import { patternOf } from '../../src/storm/pattern.ts';
import { patternHashOf } from '../../src/storm/storm.ts';

describe("a storm's id", () => {
  it('names its own pattern', () => {
    const { hash } = patternOf({ alertname: 'DiskFull', namespace: 'shop' });
    expect(patternHashOf(`${hash}-0123456789ab`)).toBe(hash);
  });

  it.each([
    '',
    '0123456789abcdef',
    '0123456789abcdef-',
    '0123456789abcdef-0123456789a',
    '0123456789abcdef-0123456789abc',
    '0123456789abcde-0123456789ab',
    '0123456789ABCDEF-0123456789ab',
    'ghijklmnopqrstuv-0123456789ab',
    '0123456789abcdef_0123456789ab',
    ' 0123456789abcdef-0123456789ab',
    '0123456789abcdef-0123456789ab\n',
    'storm-diskfull-0123456789ab',
    '../0123456789abcdef-0123456789ab',
    '{0123456789abcdef}-0123456789ab',
  ])('is not %j, which is refused by name', (id) => {
    expect(() => patternHashOf(id)).toThrow(new RangeError(`not a storm id: ${JSON.stringify(id)}`));
  });
});
