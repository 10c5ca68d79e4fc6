import { z } from 'zod';

import { stormStates } from '../storm/storm.ts';
import { time } from './storm-schemas.ts';

/** `letterJson` makes one. */
export const letter = z
  .object({
    queue: z.string(),
    jobId: z.string(),
    kind: z.enum(['storm', 'alerts']),
    stormId: z.string().optional(),
    pattern: z
      .string()
      .meta({ description: "The pattern's text; `(unreadable)` when the job is no work of ours." }),
    failedAt: time.meta({ description: 'On the clock of the worker that failed it.' }),
    attempts: z.int().min(0),
    reason: z.string(),
    alerts: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'How many it holds; of a storm only the storm knows.' }),
    requestId: z.string().optional(),
  })
  .meta({ id: 'DeadLetter' });

/** What a storm or a job is in; '' for a storm that is not there. */
const state = z.string().meta({ examples: [...stormStates, 'waiting', 'active', 'completed'] });

export const retried = z
  .object({
    outcome: z.enum(['retried', 'not failed']).meta({
      description:
        '`not failed`: somebody else has retried it, or there was no need; asking again changes nothing.',
    }),
    storm: state.optional().meta({ description: 'What its storm is in now: normally `sealed`.' }),
    state: state.optional().meta({ description: 'What it is in, where it is `not failed`.' }),
  })
  .meta({ id: 'Retried' });

export const discarded = z
  .object({
    outcome: z.enum(['discarded', 'removed', 'discarded before']).meta({
      description: '`removed`: nothing was left to give up but the job.',
    }),
  })
  .meta({ id: 'Discarded' });
