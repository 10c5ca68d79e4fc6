import { defaultRuleOf, longestMs } from '../rules/default-rule.ts';
import { type Rule, defaultRuleName } from '../rules/rule.ts';
import { type Fault, overlaps } from './faults.ts';
import { type Caller, isAsked, listenFaults } from './listen.ts';
import { proxyFaults } from './proxy.ts';
import { redisRequirements } from './redis-requirements.ts';
import { ruleFaults } from './rules/requirements.ts';
import type { ReadRules } from './rules/take-rules.ts';
import { tokenFileProblem } from './token-files.ts';
import type { Config } from './types.ts';
import { formatBytes, formatDuration } from './units.ts';

/** Something that settings must be together. */
interface Requirement {
  /** The setting that a fault is told of. */
  readonly path: string;
  /** Not judged while one of these is faulty: a fault that follows from another would only confuse. */
  readonly reads: readonly string[];
  readonly problems: (config: Config) => readonly string[];
  /** It is about rules, which can be put in force without the rest. */
  readonly ofRules?: true;
}

const requirements: readonly Requirement[] = [
  { path: 'memory', reads: ['memory', 'window'], problems: memoryProblems, ofRules: true },
  {
    path: 'correlation.maxAlerts',
    reads: ['correlation.maxAlerts', 'minAlerts', 'correlate', 'rules'],
    problems: scopeProblems,
    ofRules: true,
  },
  { path: 'limits.bodyInFlight', reads: ['limits.body', 'limits.bodyInFlight'], problems: bodyProblems },
  { path: 'sink.keep', reads: ['sink.keep', 'sink.kind'], problems: keepProblems },
  { path: 'sink.templatePlural', reads: ['sink.templatePlural', 'sink.template'], problems: pluralProblems },
  { path: 'metrics.auth', reads: ['metrics.auth', 'auth.operator', 'auth.proxy'], problems: metricsProblems },
  ...redisRequirements,
  ...(['header', 'addresses'] as const).map((half) => ({
    path: `auth.proxy.${half}`,
    reads: ['auth.proxy'],
    problems: ({ auth }: Config) => proxyFaults(half, auth.proxy),
  })),
  ...(['webhook', 'operator'] as const).flatMap(callerRequirements),
];

function callerRequirements(caller: Caller): readonly Requirement[] {
  const path = `auth.${caller}.tokenFiles`;
  const reads = [
    'listen',
    'auth.allowOpen',
    `auth.${caller}`,
    ...(caller === 'operator' ? ['auth.proxy'] : []),
  ];
  return [
    { path, reads: [path], problems: (config) => tokenFileProblems(config.auth[caller].tokenFiles) },
    { path: 'listen', reads, problems: (config) => listenFaults(config, [caller]) },
  ];
}

/** What is wrong between settings that are each right by themselves. */
export function consistencyFaults(
  config: Config,
  known: readonly Fault[],
  sourceOf: (path: string) => string,
): readonly Fault[] {
  const sound = requirements.filter(({ reads }) =>
    reads.every((read) => known.every(({ path }) => !overlaps(path, read))),
  );
  return sound.flatMap(({ path, problems }) =>
    problems(config).map((problem) => ({ path, source: sourceOf(path), problem })),
  );
}

/**
 * What keeps rules from being put in force beside settings that only a restart changes: valid as a whole, a file may hold
 * longer windows together with a longer memory.
 */
export function unfitFaults(
  mixed: Config,
  read: ReadRules,
  sourceOf: (path: string) => string,
): readonly Fault[] {
  const between = requirements.filter(({ ofRules }) => ofRules);
  const faults = between.flatMap(({ path, problems }) =>
    problems(mixed).map((problem) => ({ path, source: sourceOf(path), problem })),
  );
  return [...faults, ...ruleFaults(mixed, read, [])].map((fault) => ({
    ...fault,
    problem: `${fault.problem} (until a restart, the other settings are what they were)`,
  }));
}

function memoryProblems({ memoryMs, ruleBook }: Config): readonly string[] {
  // The default rule comes first, for windows that others have from it.
  const inOrder = [defaultRuleOf(ruleBook), ...ruleBook.rules];
  const longest = inOrder.reduce((one, other) => (windowMs(other) > windowMs(one) ? other : one));
  if (memoryMs >= windowMs(longest)) return [];
  const [memory, window] = [memoryMs, windowMs(longest)].map(formatDuration);
  const whose = longest.name === defaultRuleName ? '' : ` of rule \`${longest.name}\``;
  return [
    `${memory} is shorter than the window${whose} (${window}), so that an episode would be forgotten while its storm is open; ` +
      `make it ${window} or more`,
  ];
}

function windowMs({ settings }: Rule): number {
  return longestMs(settings.window);
}

function bodyProblems({ limits }: Config): readonly string[] {
  if (limits.bodyBytesInFlight >= limits.bodyBytes) return [];
  const [inFlight, body] = [limits.bodyBytesInFlight, limits.bodyBytes].map(formatBytes);
  return [
    `${inFlight} is less than limits.body (${body}), so that the longest body would never be taken; raise STORMFOLD_BODY_IN_FLIGHT`,
  ];
}

function scopeProblems({ ruleBook }: Config): readonly string[] {
  const { maxAlerts } = ruleBook.correlation;
  const { minAlerts } = defaultRuleOf(ruleBook).settings;
  const correlates = ruleBook.rules.some(({ settings }) => settings.correlate);
  if (!correlates || minAlerts === undefined || minAlerts <= maxAlerts) return [];
  return [
    `minAlerts (${minAlerts}) is more than the alerts with which a scope's window ends (${maxAlerts}), so that no cause would have enough`,
  ];
}

function keepProblems({ sink }: Config): readonly string[] {
  if (sink.keepMs === undefined || sink.kind === 'kubernetes') return [];
  return ['deletes resources in a cluster only, and sink.kind is directory; set STORMFOLD_SINK=kubernetes'];
}

function pluralProblems({ sink }: Config): readonly string[] {
  if (sink.templatePlural === undefined || sink.template !== undefined) return [];
  return ['is that of a template, and there is none; set STORMFOLD_SINK_TEMPLATE'];
}

function metricsProblems({ auth }: Config): readonly string[] {
  if (!auth.metrics || isAsked(auth, 'operator')) return [];
  return ['asks for an operator, and auth.operator has no credentials; set STORMFOLD_OPERATOR_TOKENS'];
}

function tokenFileProblems(files: readonly string[]): readonly string[] {
  return files.flatMap((file, index) => {
    const problem = tokenFileProblem(file);
    return problem === undefined ? [] : [`entry ${index + 1}: ${problem}`];
  });
}
