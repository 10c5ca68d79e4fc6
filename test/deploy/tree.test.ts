import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { settings } from '../../src/config.ts';
import { deployFiles, kustomizations, readDeployFile, resources } from './tree.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
};
const clusterWide = ['Namespace', 'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleBinding'];
const readme = readDeployFile('README.md');

describe('deploy/', () => {
  it('has no file that its kustomization does not name, and names none that is not there', () => {
    const named = kustomizations.flatMap((each) => [
      ...(each.resources ?? []).filter((file) => file.endsWith('.yaml')).map((f) => join(each.folder, f)),
      ...(each.configMapGenerator ?? []).flatMap((g) => g.files ?? []).map((f) => join(each.folder, f)),
    ]);
    const apart = /^(?:README\.md|compose\/|templates\/)|kustomization\.yaml$/;
    const written = deployFiles.filter((f) => !apart.test(f));
    expect(named.toSorted()).toEqual(written.toSorted());
  });

  it('builds on folders that are there, components on none', () => {
    const folders = new Map(kustomizations.map(({ folder, kind }) => [folder, kind]));
    const wrong = kustomizations.flatMap(({ folder, resources: below = [], components = [] }) => [
      ...below
        .filter((f) => !f.endsWith('.yaml') && folders.get(join(folder, f)) !== 'Kustomization')
        .map((f) => `${folder}: ${f}`),
      ...components.filter((f) => folders.get(join(folder, f)) !== 'Component').map((f) => `${folder}: ${f}`),
    ]);
    expect(wrong).toEqual([]);
    const parts = kustomizations.filter(({ folder }) => folder.startsWith('components/'));
    expect(new Set(parts.map(({ kind }) => kind))).toEqual(new Set(['Component']));
  });

  it('writes every namespace out, so that a component may be added to any overlay', () => {
    const places = resources.map(({ kind = '', metadata }) => [kind, metadata?.namespace] as const);
    const wrong = places.filter(
      ([kind, namespace]) => namespace !== (clusterWide.includes(kind) ? undefined : 'stormfold'),
    );
    expect(places.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  it('holds no secret', () => {
    expect(resources.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    const generating = deployFiles.filter(
      (file) => file.endsWith('.yaml') && /^secretGenerator/m.test(readDeployFile(file)),
    );
    expect(generating).toEqual([]);
  });

  it("runs the package's own version", () => {
    const base = kustomizations.find(({ folder }) => folder === 'base');
    expect(base?.images).toEqual([{ name: 'stormfold', newTag: version }]);
    const others = kustomizations.filter(({ folder }) => folder !== 'base');
    expect(others.flatMap(({ images = [] }) => images.map(({ newTag }) => newTag))).toEqual([undefined]);
  });
});

describe('deploy/README.md', () => {
  it('names only folders that are there, and every one of them', () => {
    const named = new Set(
      [...readme.matchAll(/\b(?:base|overlays|components|examples)(?:\/[a-z-]+)?\b/g)]
        .map(([path]) => path)
        .filter((path) => path === 'base' || path.includes('/')),
    );
    expect([...named].filter((path) => !existsSync(join(root, 'deploy', path)))).toEqual([]);
    expect(kustomizations.map(({ folder }) => folder).filter((folder) => !named.has(folder))).toEqual([]);
  });

  it('names only settings that exist', () => {
    const known = new Set(settings.map(({ variable }) => variable));
    const named = new Set(readme.match(/\b(?:STORMFOLD_[A-Z_]+|REDIS_URL)\b/g));
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });
});
