import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { V1ConfigMap, V1Deployment } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';

import { kubectlLacks, renderWithKubectl } from '../support/kubectl.ts';
import { deployFolder, kustomizations, ofKind, readAll, readDeployFile } from './tree.ts';

const lacks = kubectlLacks(join(deployFolder, 'overlays/default'));

describe.skipIf(lacks !== undefined)(`deploy/README.md${lacks === undefined ? '' : ` (${lacks})`}`, () => {
  it('shows an overlay that kubectl takes as it is, and that does what it is for', async () => {
    const scratch = await realpath(await mkdtemp(join(tmpdir(), 'stormfold-readme-')));
    try {
      const blocks = [...readDeployFile('README.md').matchAll(/```yaml\n(.*?)```/gs)].map(
        ([, yaml = '']) => yaml,
      );
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
      const [settings, ...more] = ofKind<V1ConfigMap>('ConfigMap', rendered);
      expect(more).toEqual([]);
      expect(settings?.data).toMatchObject({ STORMFOLD_WINDOW: '10m', STORMFOLD_SINK: 'kubernetes' });
      expect(ofKind('ServiceMonitor', rendered)).toHaveLength(1);
    } finally {
      await rm(scratch, { recursive: true });
    }
  });
});
