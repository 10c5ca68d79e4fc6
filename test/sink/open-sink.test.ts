import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { KubeConfig } from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Config } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';
import { silentLog } from '../../src/log.ts';
import { KubernetesSink } from '../../src/sink/kubernetes/kubernetes-sink.ts';
import { openSink } from '../../src/sink/open-sink.ts';

let home: string;
let config: Config['sink'];
const deps = { log: silentLog() };

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'stormfold-'));
  config = {
    kind: 'kubernetes',
    directory: join(home, 'storms'),
    namespace: undefined,
    maxAttempts: undefined,
    timeoutMs: 1000,
    concurrency: 10,
    template: undefined,
    templatePlural: undefined,
    keepMs: undefined,
  };
  vi.stubEnv('HOME', home);
  vi.stubEnv('KUBECONFIG', '');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

async function useKubeconfig(text: string): Promise<void> {
  const file = join(home, 'kubeconfig');
  await writeFile(file, text);
  vi.stubEnv('KUBECONFIG', file);
}

const kubeconfig = (server: string, namespace = '') => `
current-context: one
contexts: [{name: one, context: {cluster: c, user: u${namespace && `, namespace: ${namespace}`}}}]
clusters: [{name: c, cluster: {server: '${server}'}}]
users: [{name: u, user: {token: secret}}]
`;

async function faultOf(opened: Promise<unknown>): Promise<ConfigError> {
  const error: unknown = await opened.catch((reason: unknown) => reason);
  if (!(error instanceof ConfigError)) throw new Error('opened, or failed otherwise', { cause: error });
  return error;
}

describe('the directory sink', () => {
  it('is opened with its folder', async () => {
    const sink = await openSink({ ...config, kind: 'directory' }, deps);
    expect(sink.kind).toBe('directory');
    expect(await readdir(config.directory)).toEqual([]);
    await sink.close();
  });
});

describe('the kubernetes sink', () => {
  it('is not opened where no cluster is configured: the client would make one up', async () => {
    const error = await faultOf(openSink(config, deps));
    expect(error.message).toBe('the kubernetes sink finds no cluster');
    expect(error.advice).toContain('set KUBECONFIG');
  });

  it('is not opened without a current context', async () => {
    await useKubeconfig('apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\n');
    const error = await faultOf(openSink(config, deps));
    expect(error.message).toBe('the kubeconfig has no current context with a cluster and a user');
  });

  it('is not opened with a kubeconfig that is not there', async () => {
    vi.stubEnv('KUBECONFIG', join(home, 'nowhere'));
    expect((await faultOf(openSink(config, deps))).message).toBe('the kubeconfig cannot be read: ENOENT');
  });

  it('is not opened with a kubeconfig that is no YAML, and tells nothing of what is in it', async () => {
    await useKubeconfig('users: [{token: secret}\n}');
    const error = await faultOf(openSink(config, deps));
    expect(error.message).toBe('the kubeconfig cannot be read');
    expect(JSON.stringify([error.cause, error.stack, error.advice])).not.toContain('secret');
  });

  it('is not opened for a server that the client refuses to talk to', async () => {
    await useKubeconfig(kubeconfig('http://cluster.example'));
    const error = await faultOf(openSink(config, deps));
    expect(error.message).toMatch(/^the kubeconfig's cluster c cannot be used: HTTP protocol is not allowed/);
  });

  it.each([
    ['the configured one', 'https://cluster.example', 'from-context', 'configured', 'configured'],
    ["the context's", 'https://cluster.example', 'from-context', undefined, 'from-context'],
    ['default', 'https://cluster.example', '', undefined, 'default'],
    ['default, on a real cluster at this address', 'https://localhost:8080', '', undefined, 'default'],
  ])('writes to the namespace: %s', async (_which, server, inContext, configured, expected) => {
    await useKubeconfig(kubeconfig(server, inContext));
    const sink = await openSink({ ...config, namespace: configured }, deps);
    expect(sink instanceof KubernetesSink && sink.namespace).toBe(expected);
    await sink.close();
  });

  it('writes to the cluster that it is given', async () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kubeconfig('https://given.example', 'given'));
    const sink = await openSink(config, { ...deps, kubeConfig });
    expect(sink instanceof KubernetesSink && sink.namespace).toBe('given');
    await sink.close();
  });
});
