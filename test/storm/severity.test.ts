import { describe, expect, it } from 'vitest';

import { defaultSeverityOrder, severityOf } from '../../src/storm/severity.ts';

describe('a severity', () => {
  it('ranks critical above error, warning, info and none', () => {
    const ranks = ['critical', 'error', 'warning', 'info', 'none'].map(
      (name) => severityOf(name, defaultSeverityOrder).rank,
    );
    expect(ranks).toEqual([0, 1, 2, 3, 4]);
  });

  it.each([undefined, ''])('is none when the label is %j', (label) => {
    expect(severityOf(label, defaultSeverityOrder)).toEqual({ name: 'none', rank: 4 });
  });

  it('ranks below all others when it is not listed, and keeps its name', () => {
    expect(severityOf('page', defaultSeverityOrder)).toEqual({ name: 'page', rank: 5 });
    expect(severityOf('__proto__', defaultSeverityOrder)).toEqual({ name: '__proto__', rank: 5 });
    expect(severityOf(undefined, ['p1', 'p2'])).toEqual({ name: 'none', rank: 2 });
  });

  it('is found in lower case, and keeps the case in which it was sent', () => {
    expect(severityOf('Critical', defaultSeverityOrder)).toEqual({ name: 'Critical', rank: 0 });
  });

  it('follows the order that is configured', () => {
    const order = ['page', 'ticket', 'critical'];
    expect(order.map((name) => severityOf(name, order).rank)).toEqual([0, 1, 2]);
    expect(severityOf('warning', order).rank).toBe(3);
    expect(severityOf('warning', []).rank).toBe(0);
  });
});
