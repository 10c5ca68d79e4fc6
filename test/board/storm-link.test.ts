import { expect, it } from 'vitest';

import { stormLinkOf } from '../../src/board/storm-link.ts';

const stormId = '0123456789abcdef-0123456789ab';

it('leads from a job about a storm to its page in the console', () => {
  expect(stormLinkOf({ data: { schema: 1, stormId, pattern: 'A in b' } })).toEqual({
    ...{ displayText: 'Open the storm', href: `/storms/${stormId}` },
  });
});

it.each([
  ['alerts that are not folded', { schema: 1, pattern: { text: 'A in b' }, alerts: [{}] }],
  ['a sweep', {}],
  ['nothing', null],
  ['no data at all', undefined],
  ['a text', stormId],
  ['a storm id that is no text', { stormId: 7 }],
  ['another address', { stormId: '/evil.example/' }],
  ['a storm id with more behind it', { stormId: `${stormId}/../../queues` }],
])('has no link for %s', (_, data) => {
  expect(stormLinkOf({ data })).toBeUndefined();
});
