import { type Fault, overlaps } from '../faults.ts';
import { pathOf } from '../keys.ts';
import type { RuleSettingName, RuleValues } from '../settings-rules.ts';
import type { Config } from '../types.ts';
import { formatDuration } from '../units.ts';
import { longestMs } from '../../rules/default-rule.ts';
import { mostEach } from '../../storm/terms.ts';
import { instant } from './instant.ts';
import type { ReadRule } from './read-rule.ts';
import type { ReadRules } from './take-rules.ts';

/** Something that the settings of one rule must be together. */
interface RuleRequirement {
  /** A fault is told of the first of these that the rule sets itself. */
  readonly of: readonly [RuleSettingName, ...RuleSettingName[]];
  /** Settings for all rules that it depends on. */
  readonly with?: readonly string[];
  readonly problems: (values: RuleValues, config: Config) => readonly string[];
}

const requirements: readonly RuleRequirement[] = [
  { of: ['correlate'], with: ['tenants'], problems: tenantProblems },
  { of: ['urgentWait', 'window'], problems: waitProblems },
  { of: ['minAlerts', 'maxAlerts'], problems: countProblems },
  { of: ['minAlerts', 'below'], problems: eachProblems },
  { of: ['cooldown'], with: ['retention'], problems: cooldownProblems },
  { of: ['updates'], with: ['sink.kind', 'sink.template'], problems: updateProblems },
  { of: ['muteUntil', 'muteFrom'], problems: muteProblems },
];

/** What is wrong between the settings of a rule; what it inherits whole is told of the top level alone. */
export function ruleFaults(config: Config, read: ReadRules, known: readonly Fault[]): readonly Fault[] {
  return [read.byDefault, ...read.rules].flatMap((rule) => {
    const sound = requirements.filter((requirement) => isSound(rule, requirement, known));
    return sound.flatMap((requirement) => faultsOf(rule, requirement, config));
  });
}

function faultsOf(rule: ReadRule, requirement: RuleRequirement, config: Config): readonly Fault[] {
  const place = toldOf(rule, requirement);
  if (!place) return [];
  return requirement.problems(rule.values, config).map((problem) => ({ ...place, problem }));
}

function toldOf({ keys, own }: ReadRule, { of }: RuleRequirement) {
  const set = of.find((name) => own.has(name)) ?? (keys.length === 0 ? of[0] : undefined);
  return set && { path: pathOf([...keys, set]), source: own.get(set) ?? '' };
}

/** A fault that follows from another would only confuse. */
function isSound({ keys, own }: ReadRule, requirement: RuleRequirement, known: readonly Fault[]): boolean {
  const inherited = requirement.of.filter((name) => !own.has(name));
  const reads = inherited.flatMap((name) => [name, pathOf([...keys, name])]);
  return [...reads, ...(requirement.with ?? [])].every((read) =>
    known.every(({ path }) => !overlaps(path, read)),
  );
}

function tenantProblems({ correlate }: RuleValues, { ruleBook }: Config): readonly string[] {
  if (!correlate || !ruleBook.tenants) return [];
  return [
    'alerts that correlate share the storm of their scope, and limits of tenants count storms of patterns; ' +
      'leave out tenants.maxStorms and tenants.maxAlerts, or `correlate: on`',
  ];
}

function waitProblems({ urgentWait, window }: RuleValues): readonly string[] {
  if (urgentWait < longestMs(window)) return [];
  const [wait, longest] = [urgentWait, longestMs(window)].map(formatDuration);
  return [
    `an urgentWait of ${wait} is not shorter than the window (${longest}), so that nothing would be urgent`,
  ];
}

function countProblems({ minAlerts, maxAlerts }: RuleValues): readonly string[] {
  if (minAlerts === undefined || maxAlerts === undefined || minAlerts <= maxAlerts) return [];
  return [
    `minAlerts (${minAlerts}) is more than maxAlerts (${maxAlerts}), with which a storm is sealed, so that none would have enough`,
  ];
}

function eachProblems({ minAlerts, below }: RuleValues): readonly string[] {
  if (below !== 'each' || minAlerts === undefined || minAlerts <= mostEach) return [];
  return [
    `with \`below: each\`, minAlerts of ${minAlerts} could make ${minAlerts - 1} resources of one storm; make it ${mostEach} or less`,
  ];
}

function cooldownProblems({ cooldown }: RuleValues, { retentionMs }: Config): readonly string[] {
  if (cooldown === undefined || cooldown < retentionMs) return [];
  const [time, retention] = [cooldown, retentionMs].map(formatDuration);
  return [
    `${time} is not shorter than retention (${retention}), so that alerts would find no record of the storm to join; ` +
      'lower it, or raise STORMFOLD_RETENTION',
  ];
}

function updateProblems({ updates }: RuleValues, { sink }: Config): readonly string[] {
  if (!updates) return [];
  if (sink.kind !== 'kubernetes')
    return [
      `writes to resources in a cluster only, and sink.kind is ${sink.kind}; set STORMFOLD_SINK=kubernetes`,
    ];
  if (sink.template === undefined) return [];
  return ['writes to AlertStorms only, and sink.template makes other resources'];
}

function muteProblems({ muteFrom, muteUntil }: RuleValues): readonly string[] {
  if (muteFrom === undefined || muteUntil === undefined || muteFrom < muteUntil) return [];
  return [`muteFrom (${instant.show(muteFrom)}) is not before muteUntil (${instant.show(muteUntil)})`];
}
