import { chmodSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Request, type RequestHandler, type Response, json } from 'express';
import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Config, Credentials } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';
import { type Gates, openGates } from '../../src/http/auth.ts';
import { notFound } from '../../src/http/problem.ts';
import { type Log, silentLog } from '../../src/log.ts';
import { HandDelays } from './hand-delays.ts';
import { ask, recordingLog, serve } from './support.ts';

const none: Credentials = { tokens: [], tokenFiles: [], basic: [] };
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

function gatesFor(auth: Partial<Config['auth']>, log: Log = silentLog(), delays = new HandDelays()): Gates {
  const proxy = { header: undefined, addresses: [] };
  const closed = { webhook: none, operator: none, proxy, metrics: false, allowOpen: false };
  return openGates({ ...closed, ...auth }, log, { delays });
}

/** The operators' gate alone, which nobody has to wait at. */
function operatorGate(operator: Credentials): RequestHandler {
  const gates = gatesFor({ operator, metrics: true });
  gates.letGo();
  return gates.metrics ?? notFound;
}

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'stormfold-auth-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function statusesBehind(gate: RequestHandler, headers: readonly (string | undefined)[]) {
  await using served = await serve((app) => void app.post('/', gate, (_q, response) => response.json({})));
  const statuses: number[] = [];
  for (const header of headers) {
    const init = { method: 'POST', headers: header === undefined ? {} : { Authorization: header } };
    statuses.push((await ask(served.url, init)).status);
  }
  return statuses;
}

const wrong = [
  undefined,
  'Bearer',
  'Bearer wrong',
  'Bearer t',
  'Bearer t11',
  'Bearer t1 t2',
  't1',
  'Token t1',
  basic('u'),
  basic('u:wrong'),
  basic('other:p'),
  'Basic !!!',
];

test('the webhook takes any of several tokens and pairs, and nothing else', async () => {
  const gate = gatesFor({ webhook: { ...none, tokens: ['t1', 't2'], basic: ['u:p', 'v:q:r'] } }).webhook;
  const right = ['Bearer t1', 'bearer t2', 'BEARER  t2', basic('u:p'), basic('v:q:r').replace('B', 'b')];
  expect(await statusesBehind(gate, right)).toEqual(right.map(() => 200));
  expect(await statusesBehind(gate, [...wrong, basic('any:t1')])).toEqual([...wrong, ''].map(() => 401));
});

test('an operator token is also the password of basic auth, whoever the user', async () => {
  const gate = operatorGate({ ...none, tokens: ['t1', 't:2'], basic: ['u:p'] });
  const right = ['Bearer t1', basic('any:t1'), basic(':t1'), basic('any:t:2'), basic('u:p')];
  expect(await statusesBehind(gate, right)).toEqual(right.map(() => 200));
  expect(await statusesBehind(gate, [...wrong, basic('any:p')])).toEqual([...wrong, ''].map(() => 401));
});

test('without any credentials everybody is let in', async () => {
  expect(await statusesBehind(gatesFor({}).webhook, wrong)).toEqual(wrong.map(() => 200));
});

test('a refusal says how to ask, and browsers are asked for a password only on the pages of operators', async () => {
  const gates = gatesFor({
    webhook: { ...none, tokens: ['w'] },
    operator: { ...none, tokens: ['o'] },
    metrics: true,
  });
  await using served = await serve((app) => {
    app.post('/webhook', gates.webhook, json(), (_q, response) => response.json({}));
    app.get('/page', ...gates.operator, (_q, response) => response.json({}));
    app.get('/metrics', gates.metrics ?? notFound, (_q: Request, response: Response) => response.json({}));
  });
  const webhook = await ask(`${served.url}/webhook`, { method: 'POST', body: '{not json' });
  expect(webhook.headers.get('www-authenticate')).toBe('Bearer realm="stormfold"');
  expect(webhook).toMatchObject({ status: 401, body: { advice: expect.stringContaining('Bearer') } });
  const page = await ask(`${served.url}/page`);
  expect(page.status).toBe(401);
  expect(page.headers.get('www-authenticate')).toBe('Basic realm="stormfold", charset="UTF-8"');
  expect((await ask(`${served.url}/page`, { headers: { Authorization: 'Bearer w' } })).status).toBe(401);
  expect((await ask(`${served.url}/metrics`)).status).toBe(401);
  expect((await ask(`${served.url}/metrics`, { headers: { Authorization: 'Bearer o' } })).status).toBe(200);
});

/** A gate over one file, with a clock that a test moves. */
function fileGate(path: string) {
  const delays = new HandDelays();
  const { log, lines } = recordingLog();
  const gate = gatesFor({ webhook: { ...none, tokenFiles: [path] } }, log, delays).webhook;
  const check = async (...tokens: string[]) => {
    const headers = tokens.map((token) => `Bearer ${token}`);
    return statusesBehind(gate, headers);
  };
  const aSecondLater = () => void (delays.ms += 1000);
  return { check, aSecondLater, lines };
}

test('a token file is read again when it changes, looked at once a second', async () => {
  const path = join(folder, 'tokens');
  writeFileSync(path, 'old\n');
  const { check, aSecondLater, lines } = fileGate(path);
  expect(await check('old', 'new')).toEqual([200, 401]);
  writeFileSync(path, '\n old \nnew\n');
  expect(await check('old', 'new')).toEqual([200, 401]);
  aSecondLater();
  expect(await check('old', 'new')).toEqual([200, 200]);
  writeFileSync(path, 'new');
  aSecondLater();
  expect(await check('old', 'new', '')).toEqual([401, 200, 401]);
  expect(lines.filter(({ msg }) => msg === 'token file read again')).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toContain('"new"');
});

test('a file of the same size, put in the place of the old one by a link, is noticed', async () => {
  writeFileSync(join(folder, 'one'), 'aaa');
  writeFileSync(join(folder, 'two'), 'bbb');
  const path = join(folder, 'tokens');
  symlinkSync('one', path);
  const { check, aSecondLater } = fileGate(path);
  expect(await check('aaa', 'bbb')).toEqual([200, 401]);
  symlinkSync('two', join(folder, 'next'));
  renameSync(join(folder, 'next'), path);
  aSecondLater();
  expect(await check('aaa', 'bbb')).toEqual([401, 200]);
});

test.for(['gone', 'empty', 'a folder'])(
  'a file that is %s leaves the last good tokens in force',
  async (how) => {
    const path = join(folder, 'tokens');
    writeFileSync(path, 'good');
    const { check, aSecondLater, lines } = fileGate(path);
    if (how === 'empty') writeFileSync(path, ' \n');
    else rmSync(path);
    if (how === 'a folder') symlinkSync('.', path);
    aSecondLater();
    expect(await check('good')).toEqual([200]);
    aSecondLater();
    expect(await check('good', '')).toEqual([200, 401]);
    const warnings = lines.filter(({ msg }) => msg === 'token file unusable, the last good tokens stay');
    expect(warnings).toHaveLength(1);
    if (how === 'a folder') rmSync(path);
    writeFileSync(path, 'next');
    chmodSync(path, 0o600);
    aSecondLater();
    expect(await check('good', 'next')).toEqual([401, 200]);
  },
);

test('a token file that is missing or empty at the start is refused: it would leave the door open', () => {
  const path = join(folder, 'tokens');
  const open = () => gatesFor({ webhook: { ...none, tokenFiles: [path] } });
  expect(open).toThrow(ConfigError);
  writeFileSync(path, '\n');
  expect(open).toThrow('the file holds no token');
});
