import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { kubectlLacks } from '../support/kubectl.ts';
import { Installation } from './installation.ts';
import { ownApiServer } from '../support/api-server.ts';
import { deployFolder } from './tree.ts';

const budgets = ['stormfold-intake', 'stormfold-worker'];
const installs = [
  { name: 'base', namespace: 'stormfold', more: [] },
  { name: 'overlays/default', namespace: 'stormfold', more: budgets },
  { name: 'examples/everything', namespace: 'alert-folding', more: budgets },
];

/** As kubectl writes it: `deployment.apps/stormfold-intake`. */
function idOf({ apiVersion = '', kind = '', metadata }: KubernetesObject): string {
  const [group] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  return `${kind.toLowerCase()}${group === undefined ? '' : `.${group}`}/${metadata?.name}`;
}

const placeOf = (object: KubernetesObject) => `${object.metadata?.namespace} ${idOf(object)}`;

/** What kubectl says that it did with each resource; its warnings are not of interest. */
function doneIn(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => / (?:created|configured|unchanged|serverside-applied|pruned)$/.test(line))
    .toSorted();
}

describe.skipIf(!ownApiServer).each(installs)(
  'kubectl apply -k deploy/$name',
  ({ name, namespace, more }) => {
    const lacks = ownApiServer ? kubectlLacks(join(deployFolder, name)) : undefined;

    describe.skipIf(lacks !== undefined)(
      `on a real API server${lacks === undefined ? '' : ` (${lacks})`}`,
      () => {
        const stack = new AsyncDisposableStack();
        let installed: Installation;
        let overlay: Awaited<ReturnType<Installation['overlay']>>;
        let firstTime: string;

        beforeAll(async () => {
          installed = stack.use(await Installation.open());
          overlay = await installed.overlay(name);
          firstTime = await installed.kubectl.run('apply', '-k', overlay.folder);
        }, 120_000);

        afterAll(() => stack.disposeAsync(), 60_000);

        it('creates every resource, but for the budgets where the server has no policy/v1', () => {
          expect(doneIn(firstTime)).toEqual(
            overlay.sent.map((object) => `${idOf(object)} created`).toSorted(),
          );
          expect(overlay.left.map(({ metadata }) => metadata?.name)).toEqual(
            overlay.left.length > 0 ? more : [],
          );
          expect(overlay.sent.length).toBeGreaterThan(13);
        });

        it('has every field stored as it was sent', async () => {
          const file = join(installed.scratch, 'sent.json');
          await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: overlay.sent }));
          const stored = JSON.parse(await installed.kubectl.run('get', '-f', file, '-o', 'json')) as {
            items: KubernetesObject[];
          };
          expect(stored.items.map(placeOf)).toEqual(overlay.sent.map(placeOf));
          for (const [index, object] of overlay.sent.entries())
            expect(stored.items[index]).toMatchObject(object);
        });

        it('leaves nothing else in its namespace', async () => {
          const own = overlay.sent.filter(({ metadata }) => metadata?.namespace !== undefined);
          const kinds = new Set(own.map((object) => idOf(object).split('/')[0] ?? ''));
          const output = await installed.kubectl.run(
            '-n',
            namespace,
            'get',
            [...kinds].join(','),
            '-o',
            'json',
          );
          const { items } = JSON.parse(output) as { items: KubernetesObject[] };
          expect(items.map(placeOf).toSorted()).toEqual(own.map(placeOf).toSorted());
        });

        it('changes nothing the second time', async () => {
          const again = await installed.kubectl.run('apply', '-k', overlay.folder);
          expect(doneIn(again)).toEqual(overlay.sent.map((object) => `${idOf(object)} unchanged`).toSorted());
        });
      },
    );
  },
);
