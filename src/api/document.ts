import { z } from 'zod';
import { type CreateDocumentOptions, type ZodOpenApiOperationObject, createDocument } from 'zod-openapi';

import type { ProblemKind } from '../http/problem.ts';
import { otherPaths } from './other-paths.ts';
import { problemResponses } from './problem-responses.ts';
import { type ApiRoute, openRoute } from './route.ts';

/** Where the routes of the API are mounted. */
const apiRoot = '/api/v1';

const description =
  'Stormfold folds a storm of alerts into one Kubernetes custom resource. Alerts come in through the webhook; operators ' +
  'look at storms and retry dead letters here. `GET /queues` is Bull Board and `GET /` the console, for browsers. ' +
  'Every answer carries `X-Request-Id`, and every error is problem JSON (RFC 9457) with an advice. ' +
  'Later versions may add fields: ignore those you do not know.';

/**
 * The OpenAPI document of all of Stormfold, made of the schemas that the routes read and answer by. With `exact` it allows
 * no field that it does not name: for tests, since a client must not refuse what a later version adds.
 */
export function apiDocument(routes: readonly ApiRoute[], exact = false) {
  const own = [...Map.groupBy(routes, ({ path }) => path)].map(([path, under]) => [
    apiRoot + path,
    Object.fromEntries(under.map((route) => [route.method, operationOf(route)])),
  ]);
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Stormfold',
        version: '1.0.0',
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'operators', description: 'Storms, dead letters and totals, for operators.' },
        { name: 'senders', description: 'Where alerts come in.' },
        { name: 'health', description: 'For probes and Prometheus.' },
      ],
      paths: { ...otherPaths, ...(Object.fromEntries(own) as typeof otherPaths) },
      components: {
        securitySchemes: {
          operatorToken: { type: 'http', scheme: 'bearer', description: 'An operator token.' },
          operatorBasic: {
            ...{ type: 'http', scheme: 'basic' },
            description: 'Basic auth of operators; an operator token is also a password under any user name.',
          },
          webhookToken: { type: 'http', scheme: 'bearer', description: 'A webhook token.' },
          webhookBasic: { type: 'http', scheme: 'basic', description: 'Basic auth of senders.' },
        },
      },
    },
    { override: exact ? plain : open },
  );
}

type Override = NonNullable<CreateDocumentOptions['override']>;

// zod says `readOnly` of lists that our own code must not change, which means another thing in OpenAPI, and of every whole
// number how large a double can hold it.
const plain: Override = ({ jsonSchema }) => {
  delete jsonSchema.readOnly;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};

const open: Override = (context) => {
  plain(context);
  if (context.io === 'output' && context.jsonSchema.additionalProperties === false)
    delete context.jsonSchema.additionalProperties;
};

/** What any route may answer with. */
const everywhere: readonly ProblemKind[] = [
  ...(['bad-parameter', 'bad-request', 'unauthorized', 'internal', 'redis-away'] as const),
];

function operationOf(route: ApiRoute): ZodOpenApiOperationObject {
  const {
    summary,
    description: more,
    pathSchema,
    querySchema,
    bodySchema,
    answers,
    headers,
    problems,
  } = route;
  const params = {
    ...(Object.keys(pathSchema.shape).length > 0 && { path: pathSchema }),
    ...(Object.keys(querySchema.shape).length > 0 && { query: querySchema }),
  };
  const content = Object.fromEntries(Object.entries(answers).map(([type, schema]) => [type, { schema }]));
  return {
    ...{ operationId: operationIdOf(route), tags: ['operators'], summary },
    ...(more !== undefined && { description: more }),
    security: [{ operatorToken: [] }, { operatorBasic: [] }],
    ...(Object.keys(params).length > 0 && { requestParams: params }),
    ...(bodySchema && {
      requestBody: { required: true, content: { 'application/json': { schema: bodySchema } } },
    }),
    responses: {
      '200': { description: 'What was asked for.', content, ...(headers && { headers }) },
      ...problemResponses([
        ...everywhere,
        ...problems,
        ...(bodySchema ? (['unsupported-media-type'] as const) : []),
      ]),
    },
  };
}

/** `get /storms/{id}/alerts` → `getStormsIdAlerts`. */
function operationIdOf({ method, path }: ApiRoute): string {
  return (
    method +
    path.replaceAll(/[^a-z]+([a-z])/gi, (_, letter: string) => letter.toUpperCase()).replaceAll(/\W/g, '')
  );
}

/** The document itself, as a route of the API; made when it is first asked for. */
export function documentRoute(routes: () => readonly ApiRoute[]): ApiRoute {
  let made: ReturnType<typeof apiDocument> | undefined;
  return openRoute(
    {
      ...{ method: 'get', path: '/openapi.json', summary: 'This document' },
      answers: { 'application/json': z.looseObject({ openapi: z.string() }) },
    },
    async () => ({ json: (made ??= apiDocument(routes())) }),
  );
}
