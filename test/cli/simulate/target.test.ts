import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { freePort } from '../../../src/redis/server/free-port.ts';
import { shown, stormfold } from '../../support/cli.ts';

interface Asked {
  readonly url: string;
  readonly authorization: string | undefined;
}

/** Some other host, which takes whatever it is given and notes the credentials that came along. */
class OtherHost implements AsyncDisposable {
  readonly asked: Asked[] = [];
  status = 202;
  readonly #server = createServer(({ url = '', headers: { authorization } }, response) => {
    this.asked.push({ url: url.split('?')[0] ?? '', authorization });
    const isApi = url.startsWith('/api');
    const receipt = this.status === 202 ? { received: 1, accepted: 1, rejected: [] } : {};
    const answer = isApi ? { storms: [] } : receipt;
    response.writeHead(isApi ? 200 : this.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  port = 0;

  async listen(): Promise<this> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await once(this.#server.close(), 'close');
  }
}

let host: OtherHost;
beforeEach(async () => {
  host = await new OtherHost().listen();
  // What it took, a command would look for until its patience ends.
  host.status = 503;
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
});

const one = [
  ...['simulate', '--alerts', '1', '--patterns', '1', '--duration', '0s', '--repeats', '0'],
  ...['--resolve', '0%', '--seed', '7'],
];
const configured = { STORMFOLD_OPERATOR_TOKENS: 'of-the-operator', STORMFOLD_WEBHOOK_TOKENS: 'sesame' };
const url = () => `http://127.0.0.1:${host.port}`;
const tokens = () => [...new Set(host.asked.map((each) => `${each.url} ${each.authorization ?? '-'}`))];

it('asks the configured service for its storms with the configured operator token', async () => {
  const env = { ...configured, STORMFOLD_LISTEN: `127.0.0.1:${host.port}` };
  expect((await stormfold(one, env)).code).toBe(1);
  expect(tokens()).toEqual(['/api/v1/storms Bearer of-the-operator', '/webhooks/alertmanager Bearer sesame']);
});

it('gives the configured operator token to no host that was named', async () => {
  await stormfold([...one, '--url', url(), '--token', 'x'], configured);
  expect(tokens()).toEqual(['/api/v1/storms -', '/webhooks/alertmanager Bearer x']);
});

it.each([
  [['--operator-token', 'for-it'], {}],
  [[], { SIMULATE_OPERATOR_TOKEN: 'for-it' }],
])('gives such a host the operator token that was given for it: %j', async (args, env) => {
  await stormfold([...one, '--url', url(), '--token', 'x', ...args], { ...configured, ...env });
  expect(tokens()).toEqual(['/api/v1/storms Bearer for-it', '/webhooks/alertmanager Bearer x']);
});

it('looks for no storms behind some other webhook', async () => {
  host.status = 202;
  const { code, stdout } = await stormfold([...one, '--url', `${url()}/hook`, '--token', 'x'], configured);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ answers: { '202': 1 }, unread: 'the target is a webhook, and not that of a Stormfold' },
  });
  expect(tokens()).toEqual(['/hook Bearer x']);
});

it('fails where nobody answers, and says so', async () => {
  const port = await freePort();
  const { code, stdout } = await shown([...one, '--url', `http://127.0.0.1:${port}`, '--token', 'x']);
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout:
      `Simulating 1 alert to http://127.0.0.1:${port}/webhooks/alertmanager, with seed 7.\n` +
      'Posted 1 of 1 notification.\nSent 1 alert in 1 notification: 1 unanswered.\n' +
      'Received 0, accepted 0, rejected 0.\n' +
      `Its storms were not read: no answer: connect ECONNREFUSED 127.0.0.1:${port}.\n` +
      'The same again, at other times: --seed 7\n',
  });
});

it.each([
  [['--patterns', '9', '--alerts', '8'], /^error: 8 alerts can't be of 9 patterns\nEach pattern has one/],
  [
    ['--rate', '1'],
    /^error: 100 alerts at 1 a second take longer than --duration\nRaise --duration to 99s, or/,
  ],
  [['--resolve', '120%'], /It is not a share from 0% to 100%\.\n$/],
  [['--seed', '4294967296'], /It is not a whole number from 0 to 4294967295\.\n$/],
])('exits with 2 for %j', async (args, message) => {
  const { code, stdout, stderr } = await stormfold(['simulate', '--url', url(), ...args]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(host.asked).toEqual([]);
});
