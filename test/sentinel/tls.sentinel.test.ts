import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { freePort } from '../../src/redis/server/free-port.ts';
import { Certificates } from '../support/certificates.ts';
import { eventually } from '../support/eventually.ts';
import { Program } from '../support/program.ts';
import { Secured } from './secured.ts';

let folder: string;
let certificates: Certificates;
let port: number;
let server: Program;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stormfold-tls-'));
  certificates = new Certificates(folder);
  for (const name of ['ours', 'theirs']) certificates.authority(name);
  certificates.signed('redis', 'ours', 'IP:127.0.0.1');
  certificates.signed('client', 'ours', 'DNS:client');
  certificates.signed('stranger', 'theirs', 'DNS:client');
  port = await freePort();
  const file = (name: string) => certificates.path(name);
  const tls = ['--tls-cert-file', file('redis.crt'), '--tls-key-file', file('redis.key')];
  const clients = ['--tls-ca-cert-file', file('ours.crt'), '--tls-auth-clients', 'yes'];
  const place = ['--port', '0', '--tls-port', String(port), '--dir', folder, '--save', ''];
  server = new Program('redis-server', [...place, ...tls, ...clients]);
  await eventually(() => expect(server.output).toContain('Ready to accept connections'));
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function env(more: Record<string, string> = {}): Record<string, string> {
  return {
    REDIS_URL: `rediss://127.0.0.1:${port}`,
    STORMFOLD_REDIS_TLS_CA_FILE: certificates.path('ours.crt'),
    STORMFOLD_REDIS_TLS_CERT_FILE: certificates.path('client.crt'),
    STORMFOLD_REDIS_TLS_KEY_FILE: certificates.path('client.key'),
    ...more,
  };
}

describe('a Redis behind TLS that asks for a certificate', () => {
  it('is used by the service and the command line', async () => {
    await using at = await Secured.open(env());
    await using service = at.serve({ STORMFOLD_WINDOW: '1s' });
    expect(await at.storm(await service.url(), 3)).toEqual([3]);
    expect(await at.run('storms', 'list')).toEqual({
      code: 0,
      output: expect.stringContaining('KubePodCrashLooping in shop'),
    });
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'whose authority is another one',
      { STORMFOLD_REDIS_TLS_CA_FILE: 'theirs.crt' },
      'self-signed certificate in certificate chain',
    ],
    [
      'at an address that its certificate does not name',
      { host: 'localhost' },
      "does not match certificate's altnames",
    ],
    [
      'that does not know our certificate',
      { STORMFOLD_REDIS_TLS_CERT_FILE: 'stranger.crt', STORMFOLD_REDIS_TLS_KEY_FILE: 'stranger.key' },
      'unknown ca',
    ],
  ])('%s is refused, and it is said why', async (_, { host, ...files }, why) => {
    const paths = Object.entries(files).map(([name, file]) => [name, certificates.path(file)] as const);
    const url = `rediss://${host ?? '127.0.0.1'}:${port}`;
    await using at = await Secured.open(env({ ...Object.fromEntries(paths), REDIS_URL: url }));
    const { code, output } = await at.run('storms', 'list');
    expect(code).toBe(1);
    expect(output).toContain(why);
  });
});
