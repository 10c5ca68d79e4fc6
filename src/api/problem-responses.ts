import { z } from 'zod';
import type { ZodOpenApiResponsesObject } from 'zod-openapi';

import { type ProblemKind, problemType, statusOf } from '../http/problem.ts';

const problem = z
  .looseObject({
    type: z.string().meta({ description: '`urn:stormfold:problem:` and its kind.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    advice: z.string().meta({ description: 'What to do about it.' }),
    instance: z.string().meta({ description: "The request's id, to be looked up in the log." }),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457). Some kinds have more fields.' });

/** By status, the problems that a route may answer with. */
export function problemResponses(kinds: readonly ProblemKind[]): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(new Set(kinds), (kind) => `${statusOf(kind)}` as const);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      {
        description: same.map((kind) => `\`${kind}\``).join(' or '),
        content: { [problemType]: { schema: problem } },
      },
    ]),
  );
}
