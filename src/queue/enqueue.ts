import { SpanKind } from '@opentelemetry/api';
import { type IRedisTransaction, Job, type JobsOptions, type Queue } from 'bullmq';
import type { ChainableCommander } from 'ioredis';

import { StormfoldError } from '../errors.ts';
import { inSpan, spanKeys } from '../tracing.ts';
import { jobNames } from './jobs.ts';
import type { PartitionPlan } from './plan.ts';
import { foldJobOptions } from './job-options.ts';
import type { Queues } from './queues.ts';

/** A script call, whole: EVAL's arguments. */
interface ScriptCall {
  readonly text: string;
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
}

/** Makes the call of `arrive.lua` for one partition's share of a request; the redis room provides it. */
export type ArriveCall = (plan: PartitionPlan, requestId: string) => ScriptCall;

/** A command to be carried out with a partition's jobs or not at all, such as a mark for what replicas have. */
export type Beside = (partition: number) => readonly [name: string, args: readonly (string | number)[]];

/** Redis did not take the request, or did not say so in time: the sender must send it again. */
export class EnqueueError extends StormfoldError {}

/**
 * Adds a request's jobs, stamps their arrival and counts its alerts, all in one MULTI, on a cluster one a partition:
 * when this returns, everything is queued; when it throws an EnqueueError, a repeat of the request is safe, whatever had
 * got in.
 */
export async function enqueue(
  queues: Queues,
  plans: readonly PartitionPlan[],
  requestId: string,
  arriveCall: ArriveCall,
  beside?: Beside,
): Promise<void> {
  if (plans.length === 0) return;
  const span = { name: 'enqueue', kind: SpanKind.PRODUCER, attributes: sumsOf(plans) };
  await inSpan(span, () =>
    addAll(queues, plans, async (multi, plan) => {
      // EVAL, not EVALSHA: a NOSCRIPT inside a transaction would add the jobs without their arrival. And first, so
      // that no job is ever seen before it.
      const { text, keys, args } = arriveCall(plan, requestId);
      // One array, because a body of many patterns has more arguments than a call in JavaScript may have.
      multi.call('EVAL', [text, keys.length, ...keys, ...args]);
      await addJobs(queues, plan, multi);
      if (beside) callWith(multi, beside(plan.partition));
    }),
  );
}

type Fill = (multi: Transaction, plan: PartitionPlan) => Promise<void>;

async function addAll(queues: Queues, plans: readonly PartitionPlan[], fill: Fill): Promise<void> {
  const first = queues.aggregate[0];
  if (!first) return;
  try {
    const client = (await first.getBackend().client) as Client;
    // Partitions live on different masters, and no transaction holds keys of two. Should one of them fail, the sender
    // comes again, and what had got in folds as repeats. All are waited for: what is answered has come to its end.
    const shares = client.isCluster ? plans.map((plan) => [plan]) : [plans];
    const ends = await Promise.allSettled(shares.map((share) => addShare(client, share, fill)));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  } catch (error) {
    if (error instanceof EnqueueError) throw error;
    throw new EnqueueError('Redis did not take the alerts', {
      cause: error,
      advice: 'Send the request again.',
    });
  }
}

/** Clients whose last transaction came to nothing. */
const doubtful = new WeakSet<Client>();

/** Adds what goes into one transaction. */
async function addShare(client: Client, plans: readonly PartitionPlan[], fill: Fill): Promise<void> {
  const multi = client.multi() as Transaction;
  // On a cluster one that came to nothing may have been sent again behind our back.
  const teaches = client.isCluster || doubtful.has(client);
  if (teaches) teachToAdd(client, multi);
  try {
    for (const plan of plans) await fill(multi, plan);
    checkReplies(await multi.exec());
    if (teaches) doubtful.delete(client);
  } catch (error) {
    doubtful.add(client);
    throw error;
  }
}

/** The script of BullMQ's that adds a job, whatever its version. */
const adding = 'addStandardJob:';

// A client sends a script's text once over each connection, and after that its hash. It takes the text for known although
// the transaction that held it came to nothing, as for want of memory or while a slot moves; then the next would count the
// arrival of jobs that it fails to add.
function teachToAdd({ scriptsSet }: Client, multi: Transaction): void {
  const script = Object.entries(scriptsSet).find(([name]) => name.startsWith(adding))?.[1];
  if (!script) throw new TypeError(`BullMQ has no script named ${adding}…`);
  multi.call('SCRIPT', ['LOAD', script.lua]);
}

/** BullMQ declares only the commands that it uses itself; underneath is ioredis' own transaction. */
type Transaction = IRedisTransaction & Pick<ChainableCommander, 'call'>;

/** So is it with the client, which knows the scripts that it was given. */
type Client = Awaited<ReturnType<Queue['getBackend']>['client']> & {
  readonly scriptsSet: Readonly<Record<string, { readonly lua: string }>>;
};

function callWith(multi: Transaction, [name, args]: ReturnType<Beside>): void {
  multi.call(name, [...args]);
}

async function addJobs(queues: Queues, plan: PartitionPlan, multi: Transaction): Promise<void> {
  const queue = queues.aggregate[plan.partition];
  if (!queue) throw new RangeError(`no partition ${plan.partition}`);
  const options = { ...foldJobOptions, ...traceOf(queue) };
  for (const { id, data } of plan.jobs) {
    await new Job(queue, jobNames.fold, data, { ...options, jobId: id }, id).addJob(multi);
  }
}

// As the queue's own `add` does, which knows of no transaction.
function traceOf({ opts: { telemetry } }: Queue): Pick<JobsOptions, 'telemetry'> {
  if (!telemetry) return {};
  const { contextManager } = telemetry;
  return { telemetry: { metadata: contextManager.getMetadata(contextManager.active()) } };
}

function sumsOf(plans: readonly PartitionPlan[]) {
  const sum = (of: (plan: PartitionPlan) => number) => plans.reduce((total, plan) => total + of(plan), 0);
  return {
    [spanKeys.alerts]: sum(({ received }) => received),
    'stormfold.excluded': sum(({ excluded }) => excluded),
    'stormfold.rejected': sum(({ rejected }) => rejected.length),
    'stormfold.jobs': sum(({ jobs }) => jobs.length),
  };
}

function checkReplies(replies: readonly unknown[] | null): void {
  if (!replies)
    throw new EnqueueError('Redis gave the transaction up', { advice: 'Send the request again.' });
  for (const reply of replies) {
    const error: unknown = Array.isArray(reply) ? reply[0] : undefined;
    if (error) throw new EnqueueError('Redis refused part of the transaction', { cause: error });
  }
}
