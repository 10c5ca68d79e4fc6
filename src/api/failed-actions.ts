import type { Request } from 'express';
import { z } from 'zod';

import { HttpProblem } from '../http/problem.ts';
import type { Instance } from '../instance.ts';
import type { DeadLetter } from '../queue/dead-letters.ts';
import { discardDeadLetter } from '../queue/discard-dead-letter.ts';
import { retryDeadLetter } from '../queue/retry-dead-letter.ts';
import { selectLetters } from '../report/select-letters.ts';
import { noLetter } from './failed.ts';
import { discarded, retried } from './letter-schemas.ts';
import { letterId } from './parameters.ts';
import { type ApiRoute, jsonRoute } from './route.ts';

const pathSchema = z.strictObject({ id: letterId });

const retryRoute = jsonRoute(
  {
    ...{ method: 'post', path: '/failed/{id}/retry', summary: 'Run a dead letter again' },
    description: 'Its attempts begin anew. Safe to repeat: one that is not failed any more is left alone.',
    ...{ pathSchema, answer: retried, problems: ['not-found', 'cross-site'] },
  },
  async ({ instance }, { path, request }) => {
    const { letter, state } = await lookUp(instance, path.id);
    const result = letter ? await retry(instance, letter) : { outcome: 'not failed' as const, state };
    logAction(request, 'dead letter retry', path.id, { ...letterKeys(letter), ...result });
    return result;
  },
);

const reasonAdvice = 'Say why, for whoever looks for these alerts; at most 1000 characters.';

const discardRoute = jsonRoute(
  {
    ...{ method: 'post', path: '/failed/{id}/discard', summary: 'Give a dead letter up for good' },
    description: 'Nothing of it is submitted or folded any more. Safe to repeat.',
    pathSchema,
    bodySchema: z.strictObject({
      reason: z
        .string(reasonAdvice)
        .trim()
        .min(1, reasonAdvice)
        .max(1000, reasonAdvice)
        .meta({ description: 'Kept with the storm.', example: 'load test' }),
    }),
    ...{ answer: discarded, problems: ['not-found', 'conflict', 'cross-site', 'body-too-large'] },
  },
  async ({ instance }, { path, body, request }) => {
    const { letter, state } = await lookUp(instance, path.id);
    if (!letter && state !== 'discarded') throw inTheWay(path.id, 'not failed', state);
    const result = letter
      ? await discard(instance, letter, body.reason)
      : { outcome: 'discarded before' as const };
    logAction(request, 'dead letter discard', path.id, {
      ...letterKeys(letter),
      ...result,
      reason: body.reason,
    });
    return result;
  },
);

export const letterActionRoutes: readonly ApiRoute[] = [retryRoute, discardRoute];

type Found =
  | { readonly letter: DeadLetter; readonly state?: undefined }
  | { readonly letter?: undefined; readonly state: string };

/** The letter, or what its storm or job is in by now. Throws a `not-found` problem when there is neither. */
async function lookUp(instance: Instance, id: string): Promise<Found> {
  const { letters, others } = await selectLetters(instance, [id]);
  const [[letter], [other]] = [letters, others];
  if (letter) return { letter };
  if (other?.outcome !== 'not failed' || other.detail === undefined) throw noLetter(id);
  return { state: other.detail };
}

async function retry({ queues, store }: Instance, letter: DeadLetter): Promise<z.output<typeof retried>> {
  const settleSealed = (id: string) => store.settle(id, 'sealed', 'retried through the API');
  const result = await retryDeadLetter(queues, letter, settleSealed);
  if (result.outcome === 'gone') throw noLetter(letter.jobId);
  return result;
}

async function discard(
  { queues, store }: Instance,
  letter: DeadLetter,
  reason: string,
): Promise<z.output<typeof discarded>> {
  const result = await discardDeadLetter(queues, letter, reason, store);
  if (result.outcome === 'gone') throw noLetter(letter.jobId);
  if (result.outcome === 'discarded' || result.outcome === 'removed') return result;
  throw inTheWay(letter.jobId, result.outcome, result.state);
}

function inTheWay(id: string, outcome: 'refused' | 'not failed', state: string): HttpProblem {
  const [detail, advice] =
    outcome === 'refused'
      ? [`The storm of ${id} is ${state}: a retry has begun.`, 'Retry it to its end first.']
      : [`${id} has not failed: it is ${state}.`, 'Nothing needs to be given up; see /api/v1/failed.'];
  return new HttpProblem('conflict', detail, advice, { extra: { outcome, state } });
}

function letterKeys(letter: DeadLetter | undefined) {
  return letter && { queue: letter.queue, stormId: letter.stormId, pattern: letter.pattern };
}

function logAction(request: Request, what: string, jobId: string, keys: object): void {
  // Who asked, where the gate says so.
  const { operator } = request as { readonly operator?: unknown };
  request.log.info({ jobId, ...keys, ...(operator !== undefined && { operator }) }, what);
}
