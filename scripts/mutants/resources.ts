import type { Mutant } from './mutant.ts';

/** What guards other resources than AlertStorms, and the deletion of old ones. */
export const resourceMutants: readonly Mutant[] = [
  {
    name: 'templates: a typing error is an empty text',
    file: 'src/sink/template/engine.ts',
    find: `strictVariables: true`,
    replace: `strictVariables: false`,
    tests: ['test/sink/template/check-template.test.ts'],
  },
  {
    name: 'templates: placeholders may read files',
    file: 'src/sink/template/engine.ts',
    find: `for (const tag of fileTags) delete engine.tags[tag];`,
    replace: '',
    tests: ['test/sink/template/template.test.ts'],
  },
  {
    name: 'templates: may claim to be of another storm',
    file: 'src/sink/template/template.ts',
    find: `{ ...labels, ...pick(storm.metadata.labels, ownLabels) }`,
    replace: `{ ...pick(storm.metadata.labels, ownLabels), ...labels }`,
    tests: ['test/sink/template/template.test.ts'],
  },
  {
    name: 'templates: two storms may have one name',
    file: 'src/sink/template/check-template.ts',
    find: `return faults.length > 0 ? faults : nameFaults(template);`,
    replace: `return faults;`,
    tests: ['test/sink/template/check-template.test.ts'],
  },
  {
    name: "status: is written into another storm's resource",
    file: 'src/sink/kubernetes/status-in-cluster.ts',
    find: ` || identityOf(standing).stormId !== place.stormId`,
    replace: '',
    tests: ['test/sink/kubernetes/update-status.test.ts'],
  },
  {
    name: 'status: is written whatever was put in place of the resource meanwhile',
    file: 'src/sink/kubernetes/status-in-cluster.ts',
    find: `metadata: versionOf(standing), `,
    replace: '',
    tests: ['test/sink/kubernetes/update-status.test.ts'],
  },
  {
    name: 'each: an alert that joined after the seal gets a resource',
    file: 'src/sink/manifests.ts',
    find: `.slice(0, alertCount)`,
    replace: '',
    tests: ['test/sink/manifests.test.ts'],
  },
  {
    name: 'each: members that are missing are left out in silence',
    file: 'src/sink/manifests.ts',
    find: `if (own.length < alertCount)`,
    replace: `if (own.length < 0)`,
    tests: ['test/sink/manifests.test.ts'],
  },
  {
    name: 'retry: what was refused is submitted again',
    file: 'workers/submit-failure.ts',
    find: `if (verdict !== 'retry') await forgetUnwritten(context, storm);`,
    replace: '',
    tests: ['test/workers/template.test.ts'],
  },
  {
    name: 'retry: composes a resource anew that stands already',
    file: 'workers/submit-failure.ts',
    find: 'if (!(await Promise.all(standing)).includes(true)) await',
    replace: 'await',
    tests: ['test/workers/template.test.ts'],
  },
  {
    name: 'clean-up: takes the resource of a storm that is not settled',
    file: 'workers/clean-up.ts',
    find: `isSettled(storms[index] ?? { state: 'submitted' })`,
    replace: `isSettled({ state: storms[index] ? 'submitted' : 'submitted' })`,
    tests: ['test/workers/clean-up.test.ts'],
  },
  {
    name: 'clean-up: takes what another instance wrote',
    file: 'workers/clean-up.ts',
    find: `writer === instance.config.prefix && `,
    replace: `writer !== '' && `,
    tests: ['test/workers/clean-up.test.ts'],
  },
];
