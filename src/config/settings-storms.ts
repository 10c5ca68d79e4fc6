import { distinct, duration, listOf, matching, wholeNumber, written } from './kinds.ts';
import { setting } from './setting.ts';
import { hourMs, longestTimerMs, yearMs } from './units.ts';
import { defaultSeverityOrder } from '../storm/severity.ts';

// Levels are matched in lower case, as `severityOf` looks them up.
const severity = written((raw) => (/^\S+$/.test(raw) ? raw.toLowerCase() : undefined), 'one word');
// The prefix stands inside `{…}` in every key: a brace would end the hash tag, a colon would look like a partition's.
const prefix = matching(/^[\w.-]{1,64}$/, 'letters, digits, `.`, `_` and `-`, 1 to 64 of them');

/** How storms are kept, and for how long. */
export const stormSettings = {
  memoryMs: setting('memory', 'STORMFOLD_MEMORY', duration(1, yearMs), 24 * hourMs, {
    controls:
      'how long episodes and their ends are remembered, renewed by each repeat; at least the longest window',
    raiseWhen: "it is less than twice Alertmanager's repeat_interval",
    lowerWhen: 'Redis is short of memory',
  }),
  retentionMs: setting('retention', 'STORMFOLD_RETENTION', duration(0, yearMs), 24 * hourMs, {
    controls: 'how long submitted storms stay in the API and the console',
    raiseWhen: 'storms are looked up days later',
    lowerWhen: 'Redis is short of memory',
  }),
  episodeSkewMs: setting('episodeSkew', 'STORMFOLD_EPISODE_SKEW', duration(0, yearMs), 15_000, {
    controls: 'how much later an alert may say it started and still be the same episode',
    raiseWhen: 'replicas of Prometheus evaluate further apart',
    lowerWhen: 'alerts end and fire again within it',
  }),
  severityOrder: setting(
    'severityOrder',
    'STORMFOLD_SEVERITY_ORDER',
    distinct(listOf(severity, { least: 1 })),
    defaultSeverityOrder,
    { controls: 'severities, highest first; one that is not listed ranks below all' },
  ),
  partitions: setting('partitions', 'STORMFOLD_PARTITIONS', wholeNumber(1, 64), 4, {
    controls: 'how many queues patterns are spread over; fixed while anything is stored',
    raiseWhen: 'alerts wait in the queues while workers have nothing to do',
    lowerWhen: 'there is one worker and few patterns',
  }),
  prefix: setting('prefix', 'STORMFOLD_PREFIX', prefix, 'stormfold', {
    controls: 'the name of this instance and the start of its keys; another for each instance on one Redis',
  }),
  stopTimeoutMs: setting('stopTimeout', 'STORMFOLD_STOP_TIMEOUT', duration(0, longestTimerMs), 8000, {
    controls:
      'how long a stop may take to finish what is in hand; less than the platform waits before it kills',
    raiseWhen: 'the platform waits longer, and stops are logged as not clean',
    lowerWhen: 'the platform kills sooner than after 10 s',
  }),
};
