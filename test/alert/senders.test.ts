import { describe, expect, it } from 'vitest';

import { affectedResourceOf } from '../../src/alert/affected-resource.ts';
import { parseNotification } from '../../src/alert/notification.ts';
import { patternOf } from '../../src/storm/pattern.ts';

// Bodies of the shapes that other projects' documentation and tests post, each with what is odd about it.

function readText(json: string): ReturnType<typeof parseNotification> {
  const notification = parseNotification(JSON.parse(json));
  expect(notification.rejected).toEqual([]);
  return notification;
}

describe('senders that are odd', () => {
  it('send firing and resolved together, without fingerprints or times', () => {
    const alertOf = (status: string, port: string, severity: string) =>
      `{"status":"${status}","labels":{"alertname":"LinkDown","port":"${port}","severity":"${severity}"},
        "annotations":{"summary":"A link is down."}}`;
    const { alerts } = readText(`{"receiver":"traps","status":"firing","groupLabels":{"site":"b"},"alerts":[
      ${alertOf('firing', '1', 'warning')},${alertOf('resolved', '2', 'warning')},
      ${alertOf('firing', '1', 'critical')},${alertOf('resolved', '1', 'warning')}]}`);
    expect(alerts.map(({ status }) => status)).toEqual(['firing', 'resolved', 'firing', 'resolved']);
    for (const alert of alerts) expect(Object.keys(alert)).not.toContain('startsAt');
    const [first, second, third, fourth] = alerts.map(({ fingerprint }) => fingerprint);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(fourth).toBe(first);
  });

  it('send a namespace with a slash', () => {
    const { alerts } = readText(`{"version":"4","truncatedAlerts":0,"alerts":[{"status":"firing",
      "labels":{"alertname":"MemoryLow","name":"proxy","namespace":"infra/edge","severity":"info"},
      "annotations":{"title":"Memory < 40 %","lines":"one\\\\ntwo"},"startsAt":"2021-05-06T07:08:09.279383004Z",
      "endsAt":"0001-01-01T00:00:00Z","fingerprint":"a0b1c2d3e4f50617"}]}`);
    expect(alerts.map(({ labels }) => patternOf(labels).text)).toEqual(['MemoryLow in infra/edge']);
    expect(alerts[0]).toMatchObject({ fingerprint: 'a0b1c2d3e4f50617', annotations: { lines: 'one\\ntwo' } });
  });

  it('send version 3 and no groupKey', () => {
    const { alerts } =
      readText(`{"receiver":"ops","status":"firing","version":"3","externalURL":"https://am.example",
      "alerts":[{"status":"firing","labels":{"alertname":"UnitFailed","instance":"db1.int:9100","job":"node"},
      "annotations":{},"startsAt":"2017-03-04T05:06:07.903Z","endsAt":"0001-01-01T00:00:00Z",
      "generatorURL":"https://prometheus.example/graph#..."}]}`);
    expect(alerts[0]?.startsAt).toBe('2017-03-04T05:06:07.903Z');
    expect(affectedResourceOf(alerts[0]?.labels ?? {})).toEqual({ kind: 'Node', name: 'db1.int' });
  });

  it('send a groupKey that is a number above 2^53', () => {
    const { received } = readText(`{"version":"3","groupKey":98989898989898989898,"alerts":[
      {"status":"firing","labels":{"alertname":"UnitFailed"},"startsAt":"2017-03-04T05:06:07Z"}]}`);
    expect(received).toBe(1);
  });

  it('send `alerts` and nothing else, the same alert twice', () => {
    const alert = `{"status":"firing","labels":{"alertname":"ProbeFailed","namespace":"web"},
      "startsAt":"2026-02-03T04:05:06Z","fingerprint":"p1"}`;
    const watchdog = '{"status":"firing","labels":{"alertname":"Watchdog"},"fingerprint":"w"}';
    const { alerts, received } = readText(`{"alerts":[${alert},${alert},${watchdog}]}`);
    expect(received).toBe(3);
    expect(alerts.map(({ fingerprint }) => fingerprint)).toEqual(['p1', 'p1', 'w']);
    expect(alerts[0]).toEqual(alerts[1]);
  });

  it('send three alertnames at once, short fingerprints, and a `job` that is no Job', () => {
    const { alerts } = readText(`{"version":"4","groupKey":"{cluster=\\"west\\"}","alerts":[
      {"status":"firing","labels":{"alertname":"MemoryHigh","cluster":"west","namespace":"web","pod":"front-6c-x1",
       "deployment":"front"},"startsAt":"2025-01-02T03:00:00Z","fingerprint":"mem1"},
      {"status":"firing","labels":{"alertname":"Throttled","cluster":"west","namespace":"web","pod":"back-7f-y2"},
       "startsAt":"2025-01-02T03:05:00Z","fingerprint":"cpu2"},
      {"status":"firing","labels":{"alertname":"PodNotReady","cluster":"west","namespace":"web",
       "job":"dump-cron","pod":"dump-cron-z3"},"startsAt":"2025-01-02T03:10:00Z","fingerprint":"rdy3"}]}`);
    expect(alerts.map(({ labels }) => patternOf(labels).text)).toEqual([
      'MemoryHigh in web of cluster west',
      'Throttled in web of cluster west',
      'PodNotReady in web of cluster west',
    ]);
    expect(alerts.map(({ labels }) => affectedResourceOf(labels))).toEqual([
      { kind: 'Deployment', namespace: 'web', name: 'front' },
      { kind: 'Pod', namespace: 'web', name: 'back-7f-y2' },
      { kind: 'Pod', namespace: 'web', name: 'dump-cron-z3' },
    ]);
    expect(alerts.map(({ fingerprint }) => fingerprint)).toEqual(['mem1', 'cpu2', 'rdy3']);
  });

  it('send a firing alert that ends in the future, with offsets', () => {
    const { alerts } = readText(`{"version":"4","alerts":[{"status":"firing","labels":{"alertname":"Smoke"},
      "startsAt":"2019-10-11T22:33:44.283995108+01:00","endsAt":"2019-10-11T22:36:44.283995108+01:00"}]}`);
    expect(alerts[0]?.startsAt).toBe('2019-10-11T22:33:44.283995108+01:00');
    expect(alerts[0]).not.toHaveProperty('endsAt');
  });

  it('send no version and empty fingerprints', () => {
    const alertOf = (
      port: number,
    ) => `{"status":"firing","labels":{"alertname":"Down","instance":"localhost:${port}"},
      "annotations":{},"startsAt":"2018-09-10T11:12:13-06:00","endsAt":"0001-01-01T00:00:00Z","fingerprint":""}`;
    const { alerts } = readText(`{"receiver":"default","alerts":[${alertOf(1234)},${alertOf(5678)}]}`);
    const fingerprints = alerts.map(({ fingerprint }) => fingerprint);
    expect(new Set(fingerprints).size).toBe(2);
    for (const fingerprint of fingerprints) expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it('send groupLabels and commonLabels that disagree with the alert', () => {
    const { alerts } = readText(`{"version":"4","groupLabels":{"alertname":"SomethingElse","plan":"b"},
      "commonLabels":{"alertname":"SomethingElse","namespace":"elsewhere"},"groupKey":"{}:{}",
      "alerts":[{"status":"firing","labels":{"alertname":"Down","severity":"page"},
      "startsAt":"2018-01-02T03:04:05.804Z","endsAt":"0001-01-01T00:00:00Z"}]}`);
    expect(alerts[0]?.labels).toEqual({ alertname: 'Down', severity: 'page' });
  });

  it('send version 3 with the metric name among the labels', () => {
    const { alerts } = readText(`{"version":"3","groupKey":4815162342481516234,"alerts":[{"status":"firing",
      "labels":{"__name__":"up","alertname":"Down","instance":"host7"},"startsAt":"2016-11-12T13:14:15.008+03:00",
      "endsAt":"0001-01-01T00:00:00Z"}]}`);
    expect(alerts[0]?.labels).toEqual({ __name__: 'up', alertname: 'Down', instance: 'host7' });
  });
});
