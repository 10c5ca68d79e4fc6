import { belowWords, whenResolvedWords } from '../storm/terms.ts';
import type { Window } from '../rules/rule.ts';
import { Matcher } from '../rules/matchers.ts';
import { flag, onOff } from './flag-kinds.ts';
import { distinct, duration, listOf, oneOf, orNone, wholeNumber } from './kinds.ts';
import { instant } from './rules/instant.ts';
import { intervalName, labelName, labelNames } from './rules/names.ts';
import { exclusions, matcherSets } from './rules/matcher-kinds.ts';
import { windowKind } from './rules/window.ts';
import { type Setting, setting } from './setting.ts';
import { yearMs } from './units.ts';

const fiveMinutes: Window = { kind: 'fixed', ms: 5 * 60_000 };
const heartbeats = ['Watchdog', 'InfoInhibitor'].map((name) => [new Matcher('alertname', '=', name)]);
const mostAlerts = 1_000_000;
const count = orNone(wholeNumber(1, mostAlerts));

/** What a rule may set under the same names; at the top of the file and in variables it is for the rules that do not. */
export const ruleSettings = {
  correlate: setting('correlate', 'STORMFOLD_CORRELATE', onOff, false, {
    controls:
      '`on`: alerts of one cause make one resource, whatever their names and namespaces; see docs/correlation.md',
  }),
  window: setting('window', 'STORMFOLD_WINDOW', windowKind, fiveMinutes, {
    controls:
      "how long a storm takes alerts, from its first: `5m`, longer than Alertmanager's group_wait + group_interval; " +
      'or `quiet 30s max 10m`: until none came for 30 s, and 10 min at most',
    raiseWhen: 'one problem makes several storms',
    lowerWhen: 'the resource has to come sooner',
  }),
  by: setting('by', 'STORMFOLD_BY', labelNames, ['alertname', 'namespace', 'cluster'], {
    controls: "the labels that alerts of one storm have in common; `['...']` for all labels",
    raiseWhen: 'storms hold alerts that have nothing to do with each other',
    lowerWhen: 'one problem makes several storms at once',
  }),
  maxAlerts: setting('maxAlerts', 'STORMFOLD_MAX_ALERTS', count, undefined, {
    controls: 'alerts with which a storm is sealed before its window ends',
    raiseWhen: 'one problem makes several storms',
    lowerWhen: 'whoever acts on a resource needs no more alerts to know enough',
  }),
  urgent: setting('urgent', 'STORMFOLD_URGENT', matcherSets, [], {
    controls:
      'matchers of alerts that do not wait for the end of the window; in the variable, commas separate except within quotes and braces',
    raiseWhen: 'some alerts need an answer at once',
  }),
  urgentWait: setting('urgentWait', 'STORMFOLD_URGENT_WAIT', duration(0, yearMs), 0, {
    fallbackText: '0s',
    controls: 'how long a storm with an urgent alert takes more of them; `0s`: it is sealed at once',
    raiseWhen: 'urgent alerts come in storms too',
    lowerWhen: 'the resource has to come sooner',
  }),
  minAlerts: setting('minAlerts', 'STORMFOLD_MIN_ALERTS', count, undefined, {
    controls: 'firing alerts that a storm has to have at its end; of one with fewer, `below` decides',
    raiseWhen: 'too small storms make resources',
    lowerWhen: 'storms are dropped that somebody should have seen',
  }),
  below: setting('below', 'STORMFOLD_BELOW', oneOf(belowWords), 'submit', {
    controls:
      'what becomes of a storm with fewer alerts than `minAlerts`: `submit`, `each` (a resource an alert), `drop`',
  }),
  whenResolved: setting('whenResolved', 'STORMFOLD_WHEN_RESOLVED', oneOf(whenResolvedWords), 'submit', {
    controls: 'what becomes of a storm whose alerts had all ended before its end: `submit` or `drop`',
  }),
  cooldown: setting('cooldown', 'STORMFOLD_COOLDOWN', orNone(duration(1, yearMs)), undefined, {
    controls:
      'how long after its end alerts of the same pattern join a storm and open no other; less than `retention`',
    raiseWhen: 'a problem that goes on makes a storm every window',
    lowerWhen: 'a new problem is taken for the one before',
  }),
  cooldownMax: setting('cooldownMax', 'STORMFOLD_COOLDOWN_MAX', wholeNumber(1, mostAlerts), 500, {
    controls: 'alerts that join a storm so; the next opens another',
    raiseWhen: 'a problem that goes on makes more storms than one',
    lowerWhen: 'a problem that has grown should be seen again',
  }),
  updates: setting('updates', 'STORMFOLD_UPDATES', flag, false, {
    controls:
      "writes what comes after a storm's end to the status of its resource; AlertStorms in a cluster only",
  }),
  flapAfter: setting('flapAfter', 'STORMFOLD_FLAP_AFTER', orNone(wholeNumber(1, 1000)), undefined, {
    controls: 'an alert that fires more often than this within one storm flaps, and is marked so',
    raiseWhen: 'alerts are marked that only fired again',
    lowerWhen: 'alerts that come and go are not marked',
  }),
  exclude: setting('exclude', 'STORMFOLD_EXCLUDE', exclusions, heartbeats, {
    controls:
      'alertnames, or matchers, of alerts that are counted and not folded; `exclude: []` in the file for none; ' +
      'in the variable, commas separate except within quotes and braces',
    raiseWhen: 'an alert fires all the time by design',
  }),
  muteFrom: setting('muteFrom', 'STORMFOLD_MUTE_FROM', orNone(instant), undefined, {
    controls: 'from when firing alerts are set aside, `2026-11-27T20:00:00Z`; without it, since ever',
  }),
  muteUntil: setting('muteUntil', 'STORMFOLD_MUTE_UNTIL', orNone(instant), undefined, {
    controls: 'until when firing alerts are set aside; without it, for ever',
  }),
  muteTimeIntervals: setting(
    'muteTimeIntervals',
    'STORMFOLD_MUTE_TIME_INTERVALS',
    distinct(listOf(intervalName)),
    [],
    { controls: 'names out of `time_intervals`, in which firing alerts are set aside' },
  ),
};

/** How much of an instance one tenant may take. */
export const tenantSettings = {
  tenantLabel: setting('tenants.label', 'STORMFOLD_TENANTS_LABEL', labelName, 'namespace', {
    controls: 'the label whose value is the name of the tenant; without a limit there are no tenants',
  }),
  tenantMaxStorms: setting('tenants.maxStorms', 'STORMFOLD_TENANTS_MAX_STORMS', count, undefined, {
    controls: 'open storms that a tenant may have; alerts that would open more go into one overflow storm',
    raiseWhen: 'alerts of a tenant overflow that should have storms of their own',
    lowerWhen: 'one tenant takes what others need',
  }),
  tenantMaxAlerts: setting('tenants.maxAlerts', 'STORMFOLD_TENANTS_MAX_ALERTS', count, undefined, {
    controls: 'alerts that the open storms of a tenant may hold; more go into one overflow storm',
    raiseWhen: 'alerts of a tenant overflow that should have storms of their own',
    lowerWhen: 'one tenant takes what others need',
  }),
};

export type RuleSettingName = keyof typeof ruleSettings;
type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** The values of one rule, as they are set. */
export type RuleValues = {
  readonly [Name in RuleSettingName]: ValueOf<(typeof ruleSettings)[Name]>;
};

export const ruleSettingNames = Object.keys(ruleSettings) as readonly RuleSettingName[];
