const target = 'job="stormfold",namespace="stormfold"';
const webhook = 'route="/webhooks/alertmanager"';

const submits = `stormfold_submit_duration_seconds_count{${target},pod="b"`;

/** Seals: so many within a second of the deadline, so many within an hour. */
function lag(second: string, hour: string): Record<string, string> {
  const bucket = (le: string) => `stormfold_seal_lag_seconds_bucket{${target},pod="b",le="${le}"}`;
  return { [bucket('1')]: second, [bucket('3600')]: hour, [bucket('+Inf')]: hour };
}

/** What a scrape finds while all is well, for three hours. */
export const well: Readonly<Record<string, string>> = {
  [`up{${target},service="stormfold",pod="a"}`]: '1x180',
  [`up{${target},service="stormfold-worker",pod="b"}`]: '1x180',
  [`stormfold_redis_up{${target},pod="a"}`]: '1x180',
  [`stormfold_redis_up{${target},pod="b"}`]: '1x180',
  [`stormfold_config_last_reload_successful{${target},pod="a"}`]: '1x180',
  [`stormfold_config_last_reload_successful{${target},pod="b"}`]: '1x180',
  [`stormfold_http_requests_total{${target},pod="a",${webhook},status="202"}`]: '0+60x180',
  [`stormfold_http_requests_total{${target},pod="a",route="/readyz",status="503"}`]: '0+1x180',
  [`stormfold_alerts_rejected_total{${target},pod="a",reason="labels"}`]: '7x180',
  [`stormfold_alerts_rejected_total{${target},pod="a",reason="status"}`]: '0x180',
  [`stormfold_alerts_waiting{${target},pod="a",state="pending"}`]: '200x180',
  [`stormfold_oldest_pending_alert_seconds{${target},pod="a"}`]: '5x180',
  [`stormfold_oldest_unsubmitted_storm_seconds{${target},pod="a"}`]: '30x180',
  [`stormfold_queue_jobs{${target},pod="a",queue="finalize",state="failed"}`]: '0x180',
  [`stormfold_queue_jobs{${target},pod="a",queue="sweep",state="failed"}`]: '1x180',
  [`stormfold_submit_failures_total{${target},pod="b",reason="timeout"}`]: '3x180',
  [`${submits},outcome="created"}`]: '0+2x180',
  [`${submits},outcome="existing"}`]: '0x180',
  [`${submits},outcome="failed"}`]: '3x180',
  ...lag('0+2x180', '0+2x180'),
  [`stormfold_redis_memory_used_bytes{${target},pod="a"}`]: '5000000x180',
  [`stormfold_redis_memory_max_bytes{${target},pod="a"}`]: '10000000x180',
  [`stormfold_redis_read_duration_seconds{${target},pod="a"}`]: '0.004x180',
  [`stormfold_login_failures_total{${target},pod="a",gate="operator"}`]: '4x180',
};

const refused = `stormfold_http_requests_total{${target},pod="a",${webhook}`;

type AlertingCase = readonly [what: string, series: Readonly<Record<string, string>>, alerts: string[]];

/** What differs when something is wrong, and what is to be heard of it. */
export const cases: readonly AlertingCase[] = [
  ['all is well', {}, []],
  [
    'all intakes are away',
    { [`up{${target},service="stormfold",pod="a"}`]: '1x60 0x120' },
    ['StormfoldDown', 'StormfoldTargetDown'],
  ],
  [
    'one of two workers is away',
    { [`up{${target},service="stormfold-worker",pod="c"}`]: '0x180' },
    ['StormfoldTargetDown'],
  ],
  [
    'there is no Stormfold',
    Object.fromEntries(Object.keys(well).map((series) => [series, '_x180'])),
    ['StormfoldAbsent'],
  ],
  [
    'Redis is away',
    Object.fromEntries(['a', 'b'].map((pod) => [`stormfold_redis_up{${target},pod="${pod}"}`, '0x180'])),
    ['StormfoldRedisAway'],
  ],
  ['one process does not reach Redis', { [`stormfold_redis_up{${target},pod="a"}`]: '0x180' }, []],
  [
    'one process rejected its changed configuration',
    { [`stormfold_config_last_reload_successful{${target},pod="b"}`]: '1x60 0x120' },
    ['StormfoldConfigRejected'],
  ],
  ['notifications are answered 503', { [`${refused},status="503"}`]: '0+10x180' }, ['StormfoldRefusing']],
  [
    'one notification is answered 413, the first ever',
    { [`${refused},status="413"}`]: '_x175 1x5' },
    ['StormfoldNotificationsLost'],
  ],
  [
    'one more notification is answered 401',
    { [`${refused},status="401"}`]: '4x175 5x5' },
    ['StormfoldNotificationsLost'],
  ],
  ['somebody asks for alerts, as amtool does', { [`${refused},status="405"}`]: '0+1x180' }, []],
  ['notifications were answered 400 an hour ago', { [`${refused},status="400"}`]: '1x60 9x120' }, []],
  [
    'an alert is rejected',
    { [`stormfold_alerts_rejected_total{${target},pod="a",reason="status"}`]: '0x172 1x8' },
    ['StormfoldAlertsRejected'],
  ],
  [
    'the workers are away',
    { [`stormfold_oldest_pending_alert_seconds{${target},pod="a"}`]: '0+60x180' },
    ['StormfoldAlertsWaiting'],
  ],
  [
    'more comes in than goes out',
    { [`stormfold_alerts_waiting{${target},pod="a",state="pending"}`]: '0+200x180' },
    ['StormfoldQueueGrowing'],
  ],
  [
    'a large backlog gets smaller',
    { [`stormfold_alerts_waiting{${target},pod="a",state="pending"}`]: '90000-200x180' },
    [],
  ],
  [
    'a storm is late',
    { [`stormfold_oldest_unsubmitted_storm_seconds{${target},pod="a"}`]: '0+60x180' },
    ['StormfoldStormLate'],
  ],
  [
    'a storm gave up',
    { [`stormfold_queue_jobs{${target},pod="a",queue="finalize",state="failed"}`]: '0x170 1x10' },
    ['StormfoldDeadLetters'],
  ],
  [
    'alerts gave up',
    { [`stormfold_queue_jobs{${target},pod="a",queue="aggregate-3",state="failed"}`]: '0x170 2x10' },
    ['StormfoldDeadLetters'],
  ],
  [
    'the API server refuses',
    { [`stormfold_submit_failures_total{${target},pod="b",reason="forbidden"}`]: '0+1x180' },
    ['StormfoldSubmitFailing'],
  ],
  [
    'the API server answers nothing, and did two hours ago',
    { [`${submits},outcome="created"}`]: '0+2x60 120x120', [`${submits},outcome="failed"}`]: '3x60 3+1x120' },
    ['StormfoldSinkFailing'],
  ],
  ['the API server answers one try in two', { [`${submits},outcome="failed"}`]: '0+2x180' }, []],
  ['storms are sealed minutes late', lag('0x180', '0+2x180'), ['StormfoldSealLag']],
  ['one storm in twenty is sealed late', lag('0+19x180', '0+20x180'), []],
  [
    'Redis has a fifth of its memory left',
    { [`stormfold_redis_memory_used_bytes{${target},pod="a"}`]: '8000000x180' },
    ['StormfoldRedisMemory'],
  ],
  ['Redis has no maximum', { [`stormfold_redis_memory_max_bytes{${target},pod="a"}`]: '0x180' }, []],
  [
    'Redis is slow',
    { [`stormfold_redis_read_duration_seconds{${target},pod="a"}`]: '0.004x60 1.2x120' },
    ['StormfoldRedisSlow'],
  ],
  [
    'somebody guesses passwords',
    { [`stormfold_login_failures_total{${target},pod="a",gate="operator"}`]: '4x170 4+5x10' },
    ['StormfoldLoginsFailing'],
  ],
  [
    'somebody mistypes a password',
    { [`stormfold_login_failures_total{${target},pod="a",gate="operator"}`]: '4x175 7x5' },
    [],
  ],
  [
    'a scope was divided by pattern',
    { [`stormfold_correlation_failures_total{${target},pod="a"}`]: '0x170 1x10' },
    ['StormfoldCausesNotFound'],
  ],
  [
    'a scope was divided by pattern, two hours ago',
    { [`stormfold_correlation_failures_total{${target},pod="a"}`]: '0x40 1x140' },
    [],
  ],
];
