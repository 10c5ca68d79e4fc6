import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { V1ConfigMap, V1Deployment } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';

import { kubectlLacks, renderWithKubectl } from '../support/kubectl.ts';
import { deployFolder, kustomizations, ofKind, readAll, readDeployFile } from './tree.ts';

const lacks = kubectlLacks(join(deployFolder, 'overlays/default'));

const blocks = [...readDeployFile('README.md').matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => yaml);

describe.skipIf(lacks !== undefined)(`deploy/README.md${lacks === undefined ? '' : ` (${lacks})`}`, () => {
  it('shows an overlay that kubectl takes as it is, and that does what it is for', async () => {
    const scratch = await realpath(await mkdtemp(join(tmpdir(), 'stormfold-readme-')));
    try {
      const [overlay = '', ...others] = blocks.filter((yaml) => yaml.includes('kind: Kustomization'));
      expect(others).toEqual([]);
      const placed = overlay.replaceAll('- deploy/', `- ${relative(scratch, deployFolder)}/`);
      await writeFile(join(scratch, 'kustomization.yaml'), placed);
      const rendered = readAll(renderWithKubectl(scratch));
      const tag = kustomizations.find(({ folder }) => folder === 'base')?.images?.[0]?.newTag;
      const images = ofKind<V1Deployment>('Deployment', rendered).map(
        ({ spec }) => spec?.template.spec?.containers[0]?.image,
      );
      expect(images).toEqual(Array.from({ length: 2 }, () => `registry.example.com/stormfold:${tag}`));
      // Beside the one that holds the dashboard.
      const maps = ofKind<V1ConfigMap>('ConfigMap', rendered);
      const [settings, ...more] = maps.filter(
        ({ metadata }) => metadata?.labels?.['grafana_dashboard'] !== '1',
      );
      expect(maps).toHaveLength(2);
      expect(more).toEqual([]);
      expect(settings?.data).toMatchObject({ STORMFOLD_WINDOW: '10m', STORMFOLD_SINK: 'kubernetes' });
      expect(ofKind('ServiceMonitor', rendered)).toHaveLength(1);
    } finally {
      await rm(scratch, { recursive: true });
    }
  });

  it('shows how a file of rules comes to all pods, under a name that stays', async () => {
    const scratch = await realpath(await mkdtemp(join(tmpdir(), 'stormfold-readme-')));
    try {
      const [rules = '', ...others] = blocks.filter((yaml) => yaml.includes('stormfold-rules'));
      expect(others).toEqual([]);
      const overlay = `resources: [${relative(scratch, join(deployFolder, 'overlays/default'))}]`;
      await writeFile(join(scratch, 'kustomization.yaml'), `${overlay}\n${rules}`);
      await writeFile(join(scratch, 'stormfold.yaml'), 'window: 7m\n');
      const rendered = readAll(renderWithKubectl(scratch));
      const maps = ofKind<V1ConfigMap>('ConfigMap', rendered);
      const file = maps.find(({ metadata }) => metadata?.name === 'stormfold-rules');
      expect(file?.data).toEqual({ 'stormfold.yaml': 'window: 7m\n' });
      const settings = maps.find(({ metadata }) => metadata?.name?.startsWith('stormfold-settings-'));
      const path = settings?.data?.['STORMFOLD_CONFIG'];
      const pods = ofKind<V1Deployment>('Deployment', rendered).map(({ spec }) => spec?.template.spec);
      expect(pods).toHaveLength(2);
      for (const pod of pods) {
        expect(pod?.volumes).toContainEqual({ name: 'rules', configMap: { name: 'stormfold-rules' } });
        const mount = pod?.containers[0]?.volumeMounts?.find(({ name }) => name === 'rules');
        expect([`${mount?.mountPath}/stormfold.yaml`, mount?.subPath]).toEqual([path, undefined]);
      }
    } finally {
      await rm(scratch, { recursive: true });
    }
  });
});
