import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { V1Container } from '@kubernetes/client-node';
import request from 'supertest';
import { afterAll, describe, expect, it } from 'vitest';

import { healthApp } from '../../src/cli/health-app.ts';
import { loadConfig, settings } from '../../src/config.ts';
import { openGates } from '../../src/http/auth.ts';
import { silentLog } from '../../src/log.ts';
import { Metrics } from '../../src/metrics.ts';
import { type Pods, kustomizations, pods, settingsOf } from './tree.ts';

const ours = pods.filter(({ labels }) => labels['app.kubernetes.io/name'] === 'stormfold');
const base = settingsOf(kustomizations.find(({ folder }) => folder === 'base') ?? unfound('base'));
const tokens = mkdtempSync(join(tmpdir(), 'stormfold-tokens-'));
const tokensMount = '/etc/stormfold/tokens';
for (const name of ['webhook', 'operator']) writeFileSync(join(tokens, name), `token-of-${name}\n`);
afterAll(() => rmSync(tokens, { recursive: true }));

function unfound(what: string): never {
  throw new Error(`there is no ${what}`);
}

function containerOf({ spec }: Pods): V1Container {
  const [container, ...others] = spec.containers;
  if (container === undefined || others.length > 0) throw new Error('not exactly one container');
  return container;
}

/** Reads the settings as the process in the pod would, with the Secret mounted where this machine allows it. */
function load(given: Readonly<Record<string, string>>) {
  const env = Object.entries(given).map(([name, value]) => [name, value.replace(tokensMount, tokens)]);
  return loadConfig({ env: Object.fromEntries(env) as Record<string, string> });
}

const seconds = (text: string | number | undefined) => Number(text ?? 0);

describe.each(pods)('the pods of $name', ({ spec, ...rest }) => {
  const container = containerOf({ spec, ...rest });

  it('keep to the restricted pod security standard, and write nowhere but to a volume', () => {
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(spec.securityContext?.runAsUser).toBeGreaterThan(0);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('have probes, at ports that they have', () => {
    const names = (container.ports ?? []).map(({ name }) => name);
    const { startupProbe, livenessProbe, readinessProbe } = container;
    for (const probe of [startupProbe, livenessProbe, readinessProbe]) {
      expect(probe).toBeDefined();
      const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
      if (!probe?.exec) expect(names).toContain(port);
    }
  });

  it('are bounded in memory, and ask for what they need', () => {
    expect(container.resources?.limits).toHaveProperty('memory');
    expect(Object.keys(container.resources?.requests ?? {})).toEqual(['cpu', 'memory']);
  });

  it('mount only what they have', () => {
    const volumes = (spec.volumes ?? []).map(({ name }) => name);
    expect(container.volumeMounts?.filter(({ name }) => !volumes.includes(name))).toEqual([]);
  });
});

describe.each(ours)('a process of $name', ({ name, labels, spec }) => {
  const container = containerOf({ name, labels, spec, selector: {} });

  it('runs its role, and only the worker has a token of the cluster', () => {
    const role = labels['app.kubernetes.io/component'] ?? '';
    expect(['intake', 'worker']).toContain(role);
    expect(container).toMatchObject({ image: 'stormfold', args: ['serve', '--role', role] });
    const { serviceAccountName, automountServiceAccountToken } = spec;
    expect({ serviceAccountName, automountServiceAccountToken }).toEqual({
      serviceAccountName: role === 'worker' ? 'stormfold-worker' : undefined,
      automountServiceAccountToken: role === 'worker',
    });
  });

  it('answers what its probes ask', async () => {
    const config = load(base);
    const log = silentLog();
    const app = healthApp({
      ...{ log, gates: openGates(config.auth, log), metrics: new Metrics() },
      ready: async () => ({ ok: true, details: {} }),
      readShared: () => Promise.reject(new Error('not asked')),
    });
    const paths = [container.startupProbe, container.livenessProbe, container.readinessProbe].map(
      (probe) => probe?.httpGet?.path ?? '',
    );
    expect(paths).toEqual(['/livez', '/livez', '/readyz']);
    for (const path of paths) expect((await request(app).get(path)).status).toBe(200);
  });

  it('listens where its port, and reads its tokens where the Secret is mounted', () => {
    const { listen, sink, auth } = load(base);
    expect(container.ports).toEqual([{ name: 'http', containerPort: listen.port }]);
    expect(listen.host).toBe('');
    expect(sink.kind).toBe('kubernetes');
    expect(auth.webhook.tokenFiles).toEqual([join(tokens, 'webhook')]);
    expect(auth.operator.tokenFiles).toEqual([join(tokens, 'operator')]);
    expect(container.volumeMounts).toEqual([{ name: 'tokens', mountPath: tokensMount, readOnly: true }]);
    expect(spec.volumes).toEqual([
      { name: 'tokens', secret: { secretName: 'stormfold-tokens', defaultMode: 0o440 } },
    ]);
    expect(spec.securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 });
  });

  it('has the time to stop before it is killed', () => {
    const before = container.lifecycle?.preStop?.exec?.command ?? ['sleep', '0'];
    expect(before[0]).toBe('sleep');
    const needed = seconds(before[1]) + load(base).stopTimeoutMs / 1000;
    expect(seconds(spec.terminationGracePeriodSeconds)).toBeGreaterThan(needed);
  });
});

describe('settings', () => {
  const known = settings.map(({ variable }) => variable);
  const given = kustomizations
    .map((each) => ({ file: each.file, of: settingsOf(each) }))
    .filter(({ of }) => Object.keys(of).length > 0);

  it.each(given)('of $file are known, and right', ({ of }) => {
    expect(Object.keys(of).filter((name) => !known.includes(name))).toEqual([]);
    expect(() => load({ ...base, ...of })).not.toThrow();
  });
});
