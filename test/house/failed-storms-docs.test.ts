import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { V1CronJob, V1Deployment } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { program } from '../../src/cli/program.ts';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const page = read('docs/failed-storms.md');
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';

/** What `failed retry` would be called with, without doing it. Throws where it would exit with 2. */
function retryOptions(args: readonly string[]): unknown {
  const root = program();
  const retry = root.commands.find((c) => c.name() === 'failed')?.commands.find((c) => c.name() === 'retry');
  let options: unknown;
  retry?.action((_ids, given: unknown) => {
    options = given;
  });
  root.parse(args, { from: 'user' });
  return options;
}

describe('docs/failed-storms.md', () => {
  it('has a line for cron that the command line understands', () => {
    const line = block('crontab')
      .split('\n')
      .find((each) => each.startsWith('*/10'));
    const [user, command, ...args] = (line ?? '').split(' ').slice(5);
    expect([user, command]).toEqual(['stormfold', 'stormfold']);
    expect(retryOptions(args)).toMatchObject({
      ...{ all: true, kind: 'storm', limit: 100, quiet: true, json: false },
    });
  });

  const { metadata, spec } = parse(block('yaml')) as V1CronJob;
  const pod = spec?.jobTemplate.spec?.template;
  const worker = (parse(read('deploy/base/worker.yaml')) as V1Deployment).spec?.template;
  const [ours, its] = [pod?.spec?.containers[0], worker?.spec?.containers[0]];

  it('has a CronJob that retries every letter of its kind, one at a time', () => {
    expect([metadata?.name, metadata?.namespace]).toEqual(['stormfold-retry', 'stormfold']);
    expect(retryOptions(ours?.args ?? [])).toMatchObject({ all: true, kind: 'storm', limit: 100 });
    expect([spec?.concurrencyPolicy, spec?.jobTemplate.spec?.backoffLimit]).toEqual(['Forbid', 0]);
    expect(pod?.spec?.restartPolicy).toBe('Never');
  });

  it('gives its pod the settings, the Redis and the restrictions of a worker, and no right in the cluster', () => {
    const alike = ['image', 'envFrom', 'env', 'securityContext', 'volumeMounts'] as const;
    for (const name of alike) expect([name, ours?.[name]]).toEqual([name, its?.[name]]);
    expect(pod?.spec?.securityContext).toEqual(worker?.spec?.securityContext);
    expect(pod?.spec?.volumes).toEqual(worker?.spec?.volumes);
    expect([pod?.spec?.automountServiceAccountToken, pod?.spec?.serviceAccountName]).toEqual([
      false,
      undefined,
    ]);
  });

  it('names a pod that network policies let to Redis, and that no service or budget selects', () => {
    expect(pod?.metadata?.labels).toEqual({
      ...worker?.metadata?.labels,
      'app.kubernetes.io/component': 'retry',
    });
  });
});
