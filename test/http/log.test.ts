import { expect, it } from 'vitest';

import { recordingLog } from './support.ts';

const hidden = '[Redacted]';

it('hides secrets, wherever in a line they stand', () => {
  const { log, lines } = recordingLog();
  log.info({ token: 't', authorization: 'a', password: 'p', redisUrl: 'redis://u:p@h', user: 'u' }, 'known');
  log.child({ token: 't' }).info({ headers: { authorization: 'a', accept: '*/*' } }, 'inside');
  log.warn({ err: Object.assign(new Error('refused'), { password: 'p' }) }, 'failed');

  expect(lines).toMatchObject([
    { token: hidden, authorization: hidden, password: hidden, redisUrl: hidden, user: 'u', msg: 'known' },
    { token: hidden, headers: { authorization: hidden, accept: '*/*' }, msg: 'inside' },
    { err: { type: 'Error', message: 'refused', password: hidden }, msg: 'failed' },
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/"[tap]"|u:p@/);
});

it('leaves what it is given as it was', () => {
  const { log } = recordingLog();
  const inner = { token: 't' };
  const keys = { inner };
  log.info(keys, 'known');
  expect(keys).toEqual({ inner: { token: 't' } });
});
