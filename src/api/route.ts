import type { Request } from 'express';
import { z } from 'zod';

import type { ProblemKind } from '../http/problem.ts';
import type { Instance } from '../instance.ts';
import type { SharedTotals } from '../metrics.ts';
import type { ResourceOf } from '../report/compose.ts';
import { readGiven } from './read-given.ts';

export interface ApiSources {
  /** Over an `answering` connection. */
  readonly instance: Instance;
  readonly readShared: () => Promise<SharedTotals>;
  /** What is written for an AlertStorm where a template is set. Throws a ConfigError where it can't be read here. */
  readonly resourceOf: () => ResourceOf | undefined;
}

/** What goes out: JSON, or a text of another type. */
export type Reply =
  | { readonly json: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly text: string; readonly type: string; readonly headers?: Readonly<Record<string, string>> };

/** One route of the API, as its router and its document both read it. */
export interface ApiRoute {
  readonly method: 'get' | 'post';
  /** Below `/api/v1`, with its parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly pathSchema: z.ZodObject;
  readonly querySchema: z.ZodObject;
  readonly bodySchema?: z.ZodObject;
  /** By media type, what a 200 holds. */
  readonly answers: Readonly<Record<string, z.ZodType>>;
  readonly headers?: z.ZodObject;
  /** Beside those that every route may answer with. */
  readonly problems: readonly ProblemKind[];
  readonly reply: (sources: ApiSources, request: Request) => Promise<Reply>;
}

interface Given<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject> {
  readonly path: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  readonly request: Request;
}

type Told = Pick<ApiRoute, 'method' | 'path' | 'summary' | 'description' | 'headers'>;

interface Spec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject> extends Told {
  readonly pathSchema?: P;
  readonly querySchema?: Q;
  readonly bodySchema?: B;
  readonly problems?: readonly ProblemKind[];
}

const nothing = z.strictObject({});
type Nothing = typeof nothing;

/** A route that answers with JSON of one schema. What it is given has been read by the schemas it names. */
export function jsonRoute<
  A extends z.ZodType,
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodObject = Nothing,
>(
  spec: Spec<P, Q, B> & { readonly answer: A },
  run: (sources: ApiSources, given: Given<P, Q, B>) => Promise<z.output<A>>,
): ApiRoute {
  const { answer, ...rest } = spec;
  const answers = { 'application/json': answer };
  return openRoute<P, Q, B>({ ...rest, answers }, async (sources, given) => {
    return { json: await run(sources, given) };
  });
}

/** A route that chooses what it answers with. */
export function openRoute<
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodObject = Nothing,
>(
  spec: Spec<P, Q, B> & Pick<ApiRoute, 'answers'>,
  run: (sources: ApiSources, given: Given<P, Q, B>) => Promise<Reply>,
): ApiRoute {
  const pathSchema = (spec.pathSchema ?? nothing) as P;
  const querySchema = (spec.querySchema ?? nothing) as Q;
  const bodySchema = (spec.bodySchema ?? nothing) as B;
  return {
    ...{ ...spec, pathSchema, querySchema, problems: spec.problems ?? [] },
    reply: async (sources, request) =>
      run(sources, {
        path: readGiven(pathSchema, request.params),
        query: readGiven(querySchema, request.query),
        body: readGiven(bodySchema, spec.bodySchema ? request.body : {}),
        request,
      }),
  };
}
