import type { Mutant } from './mutant.ts';

const rights = {
  file: 'src/board/rights.ts',
  tests: ['test/board/rights.test.ts', 'test/board/board-actions.test.ts'],
};
const webhook = [
  'test/intake/webhook.test.ts',
  'test/intake/refusals.test.ts',
  'test/intake/overload.test.ts',
];

function allows(action: string, find: string): Mutant {
  return { ...rights, name: `board: lets anybody ${action} alerts that wait`, find, replace: '' };
}

/** The protections at the doors: intake and board. */
export const doorMutants: readonly Mutant[] = [
  allows('remove', `    remove: onlyCopy,\n`),
  allows('clean', `    clean: onlyCopy,\n`),
  allows('drain', `    empty: onlyCopy,\n`),
  allows('obliterate', `    obliterate: onlyCopy,\n`),
  allows('promote', `    promote: inOrder,\n`),
  allows('fold more at once', `    concurrency: inOrder,\n`),
  allows(
    'edit',
    `    'edit data': 'These jobs are the only copy of what the sender sent; edited, it would be lost.',\n`,
  ),
  {
    ...rights,
    name: 'board: a new route is allowed',
    find: `if (!action) return 'Stormfold does not know what this would do to its queues.';`,
    replace: `if (!action) return undefined;`,
  },
  {
    name: '202: before Redis has taken it',
    file: 'src/queue/enqueue.ts',
    find: `checkReplies(await multi.exec());`,
    replace: `void multi.exec();`,
    tests: webhook,
  },
  {
    name: '202: although Redis refused a part of it',
    file: 'src/queue/enqueue.ts',
    find: `if (error) throw new EnqueueError`,
    replace: `if (false) throw new EnqueueError`,
    tests: ['test/queue/enqueue.test.ts'],
  },
  {
    name: 'overload: the marks are ignored',
    file: 'src/intake/admission.ts',
    find: `if (reasons.length > 0) throw overloaded(reasons);`,
    replace: '',
    tests: webhook,
  },
  {
    name: 'bytes in flight: never given back',
    file: 'src/intake/taking.ts',
    find: `share.release();`,
    replace: '',
    tests: webhook,
  },
];
