import { type IRedisTransaction, Job } from 'bullmq';
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
 * MULTI: when this resolves, everything is durably queued; when it rejects with an EnqueueError, a repeat of each request
 * is safe, whatever had got in.
 */
export async function enqueue(
  queues: Queues,
  plans: readonly PartitionPlan[],
  arriveCall: ArriveCall,
  beside?: Beside,
): Promise<void> {
  const first = queues.aggregate[0];
  if (!first || plans.length === 0) return;
  try {
    const multi = (await first.getBackend().client).multi() as Transaction;
    for (const plan of plans) {
      // EVAL, not EVALSHA: a NOSCRIPT inside a transaction would add the jobs without their arrival. And first, so
      // that no job is ever seen before it.
      const { text, keys, args } = arriveCall(plan);
      // One array, because a body of many patterns has more arguments than a call in JavaScript may have.
      multi.call('EVAL', [text, keys.length, ...keys, ...args]);
      await addJobs(queues, plan, multi);
      if (beside) callWith(multi, beside(plan.partition));
    }
    checkReplies(await multi.exec());
  } catch (error) {
    if (error instanceof EnqueueError) throw error;
    throw new EnqueueError('Redis did not take the alerts', {
      cause: error,
      advice: 'Send the request again.',
    });
  }
}

/** BullMQ declares only the commands that it uses itself; underneath is ioredis' own transaction. */
type Transaction = IRedisTransaction & Pick<ChainableCommander, 'call'>;

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
