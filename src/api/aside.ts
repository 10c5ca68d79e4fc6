import { z } from 'zod';

import { isoTime } from '../storm/fold-entry.ts';
import { memberJson } from '../storm/storm-json.ts';
import { limitTo, usualLimit } from './parameters.ts';
import { type ApiRoute, jsonRoute } from './route.ts';
import { member, time } from './storm-schemas.ts';

const querySchema = z.strictObject({ limit: limitTo(1000) });
/** Each holds up to 64 KiB. */
const rejectsSchema = z.strictObject({ limit: limitTo(100) });

const reject = z
  .object({
    id: z.string(),
    at: time,
    requestId: z.string(),
    index: z.int().min(0).meta({ description: 'Its place in the notification.' }),
    reason: z.string(),
    raw: z.string().meta({ description: 'As it was sent, its first 64 KiB.' }),
  })
  .meta({ id: 'Reject', description: 'An alert that could not be read.' });

const muted = z
  .object({ at: time, requestId: z.string(), pattern: z.string(), rule: z.string(), alert: member })
  .meta({ id: 'Muted', description: 'An alert that a rule muted; its later deliveries are only counted.' });

/** What is in no storm, because it was unreadable or because a rule said so. */
export const asideRoutes: readonly ApiRoute[] = [
  jsonRoute(
    {
      ...{ method: 'get', path: '/rejects', summary: 'Quarantined alerts with their reasons, latest first' },
      ...{ querySchema: rejectsSchema, answer: z.object({ rejects: z.array(reject) }) },
    },
    async ({ instance }, { query }) => {
      const rejects = await instance.counters.rejects(query.limit ?? usualLimit);
      return { rejects: rejects.map(({ at, ...rest }) => ({ ...rest, at: isoTime(at) })) };
    },
  ),
  jsonRoute(
    {
      ...{ method: 'get', path: '/muted', summary: 'Alerts that rules muted, latest first' },
      ...{ querySchema, answer: z.object({ muted: z.array(muted) }) },
    },
    async ({ instance }, { query }) => {
      const found = await instance.counters.muted(query.limit ?? usualLimit);
      return {
        muted: found.map(({ at, alert, ...rest }) => ({
          ...rest,
          at: isoTime(at),
          alert: memberJson(alert),
        })),
      };
    },
  ),
];
