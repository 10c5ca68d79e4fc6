import { describe, expect, it } from 'vitest';

import { affectedResourceOf } from '../../src/alert/affected-resource.ts';
import { parseNotification } from '../../src/alert/notification.ts';
import { UnreadableNotification } from '../../src/alert/read-alerts.ts';
import { read, sent } from './bodies.ts';
import { fromKubeStateMetrics } from './scraped.ts';

describe('a body that is made to be costly', () => {
  it('is refused as a whole when it holds more alerts than could ever be real', () => {
    const bodyOf = (count: number) => ({ alerts: Array.from({ length: count }, () => 1) });
    expect(parseNotification(bodyOf(500_000)).rejected).toHaveLength(500_000);
    const tooMany = () => parseNotification(bodyOf(500_001));
    expect(tooMany).toThrow(UnreadableNotification);
    expect(tooMany).toThrow('`alerts` holds 500001 entries, more than 500000');
  });

  it('is told the size of an alert before anything else about its labels', () => {
    const labels = Object.fromEntries(Array.from({ length: 9000 }, (_, i) => [`label${i}`, i]));
    expect(read(sent({ labels })).rejected[0]?.reason).toMatch(/^the alert has \d+ bytes, more than 65536$/);
  });

  it('leaves the stacks of other errors alone', () => {
    const before = Error.stackTraceLimit;
    expect(read(null, {}, 'x').rejected).toHaveLength(3);
    expect(Error.stackTraceLimit).toBe(before);
  });
});

describe('what an alert is about, in doubt', () => {
  it('is the pod of kube-state-metrics when it reports on itself, which the `uid` of the pod tells', () => {
    const own = {
      ...fromKubeStateMetrics,
      namespace: 'observability',
      uid: '0b6f',
      reason: 'CrashLoopBackOff',
    };
    expect(affectedResourceOf({ alertname: 'KubePodCrashLooping', ...own })).toEqual({
      kind: 'Pod',
      namespace: 'observability',
      name: fromKubeStateMetrics['pod'],
    });
  });

  it.each([
    ['https://user:secret@shop.example:8443/health', 'shop.example'],
    ['redis://:secret@[2001:db8::12]:6379', '2001:db8::12'],
    ['https://shop.example/@home', 'shop.example'],
  ])('never holds the credentials of a URL: %s', (instance, name) => {
    expect(affectedResourceOf({ alertname: 'ProbeFailed', instance })).toEqual({ kind: 'Node', name });
  });
});
