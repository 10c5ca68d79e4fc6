import { duration, matching, oneOf, optional, wholeNumber } from './kinds.ts';
import { setting } from './setting.ts';
import { longestTimerMs, yearMs } from './units.ts';

const path = matching(/^\S(?:.*\S)?$/u, 'a path');
const namespace = matching(/^(?!-)[a-z\d-]{1,63}(?<!-)$/, 'the name of a namespace');
const plural = matching(/^[a-z][a-z\d-]{0,62}$/, 'the plural of a resource, such as workflows');

/** Where storms' resources go, and what they look like. */
export const sinkSettings = {
  sinkKind: setting('sink.kind', 'STORMFOLD_SINK', oneOf(['directory', 'kubernetes']), 'directory', {
    controls: 'where resources go: files in a `directory`, or `kubernetes`',
  }),
  sinkDirectory: setting('sink.directory', 'STORMFOLD_SINK_DIRECTORY', path, './storms', {
    controls: 'the folder of the directory sink, from the working directory',
  }),
  sinkNamespace: setting('sink.namespace', 'STORMFOLD_SINK_NAMESPACE', optional(namespace), undefined, {
    fallbackText: "the pod's own, or `default`",
    controls: 'the namespace that resources are created in',
  }),
  sinkMaxAttempts: setting(
    'sink.maxAttempts',
    'STORMFOLD_SINK_MAX_ATTEMPTS',
    optional(wholeNumber(1, 1_000_000)),
    undefined,
    {
      controls:
        'attempts to submit a storm before it becomes a dead letter; without it, by the kind of failure',
      raiseWhen: 'storms die in outages that end by themselves',
      lowerWhen: 'somebody should look at a failing sink sooner',
    },
  ),
  sinkTimeoutMs: setting('sink.timeout', 'STORMFOLD_SINK_TIMEOUT', duration(1, longestTimerMs), 10_000, {
    controls: 'how long one attempt to submit may take',
    raiseWhen: 'the API server is slow and attempts time out',
    lowerWhen: 'a hanging API server holds up other storms',
  }),
  sinkConcurrency: setting('sink.concurrency', 'STORMFOLD_SINK_CONCURRENCY', wholeNumber(1, 1000), 10, {
    controls: 'calls to the sink that one process makes at a time',
    raiseWhen: 'storms that end together wait for each other, and the API server has room',
    lowerWhen: 'the API server throttles, or many workers share it',
  }),
  sinkTemplate: setting('sink.template', 'STORMFOLD_SINK_TEMPLATE', optional(path), undefined, {
    controls: 'a YAML file that another resource than an AlertStorm is rendered from; see docs/templates.md',
  }),
  sinkTemplatePlural: setting(
    'sink.templatePlural',
    'STORMFOLD_SINK_TEMPLATE_PLURAL',
    optional(plural),
    undefined,
    {
      fallbackText: "the kind's own",
      controls: "the plural of the template's kind, as `kubectl api-resources` says it",
    },
  ),
  sinkKeepMs: setting(
    'sink.keep',
    'STORMFOLD_SINK_KEEP',
    optional(duration(60_000, 10 * yearMs)),
    undefined,
    {
      controls: 'how long submitted resources stay in the cluster; needs the verbs `list` and `delete`',
      raiseWhen: 'whoever acts on them needs them for longer',
      lowerWhen: 'they pile up in etcd',
    },
  ),
};
