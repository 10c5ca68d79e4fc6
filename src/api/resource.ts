import type { Request } from 'express';
import { z } from 'zod';

import { ConfigError } from '../errors.ts';
import { HttpProblem } from '../http/problem.ts';
import { type ResourceReport, resourceSources, resourcesNow } from '../report/resource.ts';
import { readSteadily } from '../report/steady.ts';
import type { Resource } from '../sink/resource.ts';
import { SinkError } from '../sink/sink.ts';
import { manifestToYaml } from '../sink/yaml.ts';
import { oneOf, stormId } from './parameters.ts';
import { type ApiRoute, type ApiSources, openRoute } from './route.ts';
import { existing } from './storms.ts';

const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];
const jsonType = 'application/json';

/** Whatever a template makes of it: Kubernetes knows more of it than is said here. */
const resource = z.looseObject({ apiVersion: z.string(), kind: z.string() }).meta({
  id: 'Resource',
  description: 'A Kubernetes resource; a `List` of them where each alert has its own.',
});

export const resourceRoute: ApiRoute = openRoute(
  {
    ...{
      method: 'get',
      path: '/storms/{id}/resource',
      summary: "A storm's resource, for `kubectl apply -f -`",
    },
    description:
      'The header says which it is. `submitted`: these bytes went out. `composed`: they are written down, and every ' +
      'try to submit sends them. `preview`: what would be submitted by now; an open storm still changes.',
    pathSchema: z.strictObject({ id: stormId }),
    querySchema: z.strictObject({ format: oneOf(['yaml', 'json'], 'Goes before the header Accept.') }),
    answers: { 'application/yaml': z.string(), [jsonType]: resource },
    headers: z.object({
      'X-Stormfold-Resource': z.enum(resourceSources).meta({ description: 'Where it comes from.' }),
    }),
    problems: ['not-found', 'no-resource'],
  },
  async (sources, { path, query, request }) => {
    const { source, resources } = await resourcesOf(sources, path.id);
    const headers = { 'X-Stormfold-Resource': source, Vary: 'Accept' };
    if (wantsJson(request, query.format)) return { json: oneJson(resources), headers };
    return { text: resources.map(manifestToYaml).join('---\n'), type: 'application/yaml', headers };
  },
);

type Told = Exclude<ResourceReport, { readonly source: 'none' }>;

async function resourcesOf({ instance, resourceOf }: ApiSources, id: string): Promise<Told> {
  // Only when there is something to render: what was written down needs no template.
  const render: NonNullable<ReturnType<typeof resourceOf>> = (storm) => resourceOf()?.(storm) ?? storm;
  const report = await readSteadily(
    () => existing(instance, id),
    (storm) => resourcesNow(instance, storm, render),
  ).catch((error: unknown) => {
    throw error instanceof SinkError || error instanceof ConfigError
      ? noResource(id, error.message, error.advice)
      : error;
  });
  if (report.source !== 'none') return report;
  throw noResource(id, report.reason, 'See /api/v1/storms for the storms that have one.');
}

function noResource(id: string, reason: string, advice = 'See the log.'): HttpProblem {
  return new HttpProblem('no-resource', `Storm ${id} has no resource. ${reason}`, advice);
}

function wantsJson(request: Request, format: 'yaml' | 'json' | undefined): boolean {
  if (format !== undefined) return format === 'json';
  return request.accepts([...yamlTypes, jsonType]) === jsonType;
}

function oneJson(resources: readonly Resource[]): unknown {
  return resources.length === 1 ? resources[0] : { apiVersion: 'v1', kind: 'List', items: resources };
}
