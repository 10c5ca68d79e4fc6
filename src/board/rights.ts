import { finalizeQueueName, partitionOfQueue, sweepQueueName } from '../queue/names.ts';

/** What the board's buttons do. `remove` is about one job, `clean` about all of one status. */
type BoardAction =
  | ('pause' | 'resume' | 'add' | 'retry' | 'promote' | 'clean' | 'remove' | 'empty' | 'obliterate')
  | ('concurrency' | 'rate limit' | 'release rate limit' | 'edit data' | 'delay' | 'priority')
  | ('remove schedule' | 'edit schedule' | 'run schedule' | 'remove children');

/** A queue's part in the work. */
export type Road = 'aggregate' | 'finalize' | 'sweep';

/** Undefined: allowed. Else why not, for the operator to read. */
type Refusal = string | undefined;

/** Every route of the board that changes something. One that is not here is refused. */
export const actionOfRoute: Readonly<Record<string, BoardAction>> = {
  'put /api/queues/pause': 'pause',
  'put /api/queues/resume': 'resume',
  'post /api/queues/:queueName/add': 'add',
  'put /api/queues/:queueName/retry/:queueStatus': 'retry',
  'put /api/queues/:queueName/promote': 'promote',
  'put /api/queues/:queueName/clean/:queueStatus': 'clean',
  'put /api/queues/:queueName/pause': 'pause',
  'put /api/queues/:queueName/resume': 'resume',
  'put /api/queues/:queueName/concurrency': 'concurrency',
  'put /api/queues/:queueName/rate-limit': 'rate limit',
  'put /api/queues/:queueName/rate-limit/release': 'release rate limit',
  'put /api/queues/:queueName/empty': 'empty',
  'put /api/queues/:queueName/obliterate': 'obliterate',
  'put /api/queues/:queueName/job-schedulers/:schedulerId/remove': 'remove schedule',
  'patch /api/queues/:queueName/job-schedulers/:schedulerId': 'edit schedule',
  'put /api/queues/:queueName/job-schedulers/:schedulerId/run': 'run schedule',
  'put /api/queues/:queueName/:jobId/retry': 'retry',
  'put /api/queues/:queueName/:jobId/clean': 'remove',
  'put /api/queues/:queueName/:jobId/promote': 'promote',
  'patch /api/queues/:queueName/:jobId/update-data': 'edit data',
  'patch /api/queues/:queueName/:jobId/delay': 'delay',
  'patch /api/queues/:queueName/:jobId/priority': 'priority',
  'put /api/queues/:queueName/:jobId/remove-unprocessed-children': 'remove children',
};

const onlyCopy =
  'These jobs are the only copy of alerts that are not folded yet: removing them would lose alerts, uncounted. ' +
  'To give a dead one up: stormfold failed discard ID --reason "…".';
const inOrder =
  'Alerts are folded strictly in order of arrival; one that overtakes others could land in the wrong storm.';
const inBulk =
  'The sweep would make every one of these jobs again, and their storms would only be late. ' +
  'To give failed storms up: stormfold failed discard ID --reason "…".';
const ownSchedule = 'The sweep finds storms that fell through a crack; nobody may take it off its schedule.';
const noSchedules = 'This queue has no schedules.';
const noChildren = 'No job here has children.';

/** Why a board that is for looking alone changes nothing. */
export const readOnlyRefusal =
  'This board is read-only (STORMFOLD_BOARD_READ_ONLY). The command line can still retry and discard: stormfold failed.';

/** Allowed is what loses nothing: either nothing depends on it, or the sweep and "not yet" set it right. */
const refusals: Readonly<Record<Road, Readonly<Partial<Record<BoardAction, string>>>>> = {
  aggregate: {
    add: 'Alerts come in through the webhook, which counts them and stamps their arrival: a job added here would only fail.',
    promote: inOrder,
    clean: onlyCopy,
    remove: onlyCopy,
    empty: onlyCopy,
    obliterate: onlyCopy,
    concurrency: inOrder,
    'rate limit': 'A limit would only make storms late. To stop folding for a while, pause the queue.',
    'edit data': 'These jobs are the only copy of what the sender sent; edited, it would be lost.',
    delay: inOrder,
    priority: inOrder,
    'remove schedule': noSchedules,
    'edit schedule': noSchedules,
    'run schedule': noSchedules,
    'remove children': noChildren,
  },
  finalize: {
    add: 'Every storm gets its one job by itself, and the sweep arms what is missing: a job added here stands for no storm.',
    clean: inBulk,
    empty: inBulk,
    obliterate: inBulk,
    'edit data': 'The data says which storm the job submits; edited, its own storm would wait for ever.',
    'remove schedule': noSchedules,
    'edit schedule': noSchedules,
    'run schedule': noSchedules,
    'remove children': noChildren,
  },
  sweep: {
    add: 'To sweep now, run the schedule of this queue.',
    clean: ownSchedule,
    empty: ownSchedule,
    obliterate: ownSchedule,
    concurrency: ownSchedule,
    'rate limit': ownSchedule,
    'edit data': 'A sweep takes no data.',
    delay: ownSchedule,
    priority: ownSchedule,
    'remove schedule': ownSchedule,
    'edit schedule': ownSchedule,
    'remove children': noChildren,
  },
};

/** Statuses whose jobs have ended, and that nothing waits for. A failed finalize job stands for a storm. */
const cleanable: Readonly<Record<Road, readonly string[]>> = {
  aggregate: [],
  finalize: ['completed'],
  sweep: ['completed', 'failed'],
};

/** Why the board may not take this route, or undefined when it may. `params` are the route's own. */
export function refusalOf(method: string, route: string, params: RouteParams): Refusal {
  if (method === 'get') return undefined;
  const action = actionOfRoute[`${method} ${route}`];
  if (!action) return 'Stormfold does not know what this would do to its queues.';
  const { queueName, queueStatus = '' } = params;
  if (queueName === undefined) return refusalOnAll(action);
  const road = roadOf(queueName);
  // The board itself answers that there is no such queue.
  if (!road) return undefined;
  if (action === 'clean' && cleanable[road].includes(queueStatus)) return undefined;
  return refusals[road][action];
}

interface RouteParams {
  readonly queueName?: string;
  readonly queueStatus?: string;
}

/** The part of the queue of this name; undefined for a name that is none of ours. */
export function roadOf(queueName: string): Road | undefined {
  if (partitionOfQueue(queueName) !== undefined) return 'aggregate';
  if (queueName === finalizeQueueName) return 'finalize';
  return queueName === sweepQueueName ? 'sweep' : undefined;
}

function refusalOnAll(action: BoardAction): Refusal {
  return (['aggregate', 'finalize', 'sweep'] as const).map((road) => refusals[road][action]).find(Boolean);
}
