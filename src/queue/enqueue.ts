import { type IRedisTransaction, Job, type Queue } from 'bullmq';
import type { ChainableCommander } from 'ioredis';

import { StormfoldError } from '../errors.ts';
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

/** Makes the call of `arrive.lua` for what a transaction does to one partition; the redis room provides it. */
export type ArriveCall = (plan: PartitionPlan) => ScriptCall;

/** A command to be carried out with a partition's jobs or not at all, such as a mark for what replicas have. */
export type Beside = (partition: number) => readonly [name: string, args: readonly (string | number)[]];

/** Redis did not take the requests, or did not say so in time: their senders must send them again. */
export class EnqueueError extends StormfoldError {}

/**
 * Adds the jobs of one request, or of some that came together, stamps their arrival and counts their alerts, all in one
 * MULTI, on a cluster one a partition: when this resolves, everything is durably queued; when it rejects with an
 * EnqueueError, a repeat of each request is safe, whatever had got in.
 */
export async function enqueue(
  queues: Queues,
  plans: readonly PartitionPlan[],
  arriveCall: ArriveCall,
  beside?: Beside,
): Promise<void> {
  if (plans.length === 0) return;
  await addAll(queues, plans, async (multi, plan) => {
    // EVAL, not EVALSHA: a NOSCRIPT inside a transaction would add the jobs without their arrival. And first, so
    // that no job is ever seen before it.
    const { text, keys, args } = arriveCall(plan);
    // One array, because a body of many patterns has more arguments than a call in JavaScript may have.
    multi.call('EVAL', [text, keys.length, ...keys, ...args]);
    await addJobs(queues, plan, multi);
    if (beside) callWith(multi, beside(plan.partition));
  });
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
  for (const { id, data, trace } of plan.jobs) {
    const options = {
      ...foldJobOptions,
      jobId: id,
      ...(trace !== undefined && { telemetry: { metadata: trace } }),
    };
    await new Job(queue, jobNames.fold, data, options, id).addJob(multi);
  }
}

function checkReplies(replies: readonly unknown[] | null): void {
  if (!replies)
    throw new EnqueueError('Redis gave the transaction up', { advice: 'Send the request again.' });
  for (const reply of replies) {
    const error: unknown = Array.isArray(reply) ? reply[0] : undefined;
    if (error) throw new EnqueueError('Redis refused part of the transaction', { cause: error });
  }
}
