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
    name: 'retry: what was refused is submitted again',
    file: 'workers/submit-failure.ts',
    find: `if (verdict !== 'retry') await forgetUnwritten(context, storm);`,
    replace: '',
    tests: ['test/workers/template.test.ts'],
  },
  {
    name: 'retry: composes a resource anew that stands already',
    file: 'workers/submit-failure.ts',
    find: `if (!stands) await`,
    replace: `await`,
    tests: ['test/workers/template.test.ts'],
  },
  {
    name: 'clean-up: takes the resource of a storm that is not settled',
    file: 'workers/clean-up.ts',
    find: `return state === 'submitted' || state === 'discarded';`,
    replace: `return state !== undefined;`,
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
