import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  counted,
  kindsText,
  leftText,
  reductionText,
  spanText,
  stampText,
  webLink,
} from '../../src/console/page/format.js';

describe('what the page says', () => {
  it.each([
    [0, '0 s'],
    [63, '63 ms'],
    [949, '949 ms'],
    [950, '1 s'],
    [59_400, '59 s'],
    [59_500, '1 m 00 s'],
    [125_000, '2 m 05 s'],
    [3_840_000, '1 h 04 m'],
    [266_400_000, '3 d 2 h'],
    [-5000, '0 s'],
  ])('of a span of %i ms: %s', (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });

  it('of what is left until a deadline: never nothing before it, and no more after', () => {
    expect([leftText(1), leftText(-1), leftText(0), leftText(61_000)]).toEqual([
      '1 s',
      'now',
      'now',
      '1 m 01 s',
    ]);
  });

  it('of times: UTC, to the second', () => {
    expect(stampText(Date.UTC(2026, 5, 1, 12, 3, 9, 999))).toBe('2026-06-01 12:03:09 UTC');
  });

  it('of affected resources: three kinds by name, the rest by number', () => {
    const kinds = [
      ['Pod', 1500],
      ['Node', 2],
      ['Job', 1],
      ['A', 1],
      ['B', 1],
    ] as const;
    expect(kindsText(kinds)).toBe('Pod 1,500, Node 2, Job 1, 2 more kinds');
    expect(kindsText([])).toBe('');
  });

  it('of counts: one alert, two alerts', () => {
    expect([counted(1, 'alert'), counted(2, 'alert'), counted(2, 'delivery', 'deliveries')]).toEqual([
      '1 alert',
      '2 alerts',
      '2 deliveries',
    ]);
  });

  it('of the reduction: nothing without alerts, and never all of them', () => {
    expect(reductionText({ opened: 0, fired: 0 })).toBeUndefined();
    expect(reductionText({ opened: 1, fired: 1 })).toBe('0.0 %');
    expect(reductionText({ opened: 4, fired: 124 })).toBe('96.7 %');
    expect(reductionText({ opened: 1, fired: 1_000_000 })).toBe('99.9 %');
  });
});

describe('a link from an annotation', () => {
  it.each([
    ['https://runbooks.example/a?b=c#d', 'https://runbooks.example/a?b=c#d'],
    ['http://prometheus:9090/graph', 'http://prometheus:9090/graph'],
    ['javascript:alert(1)', undefined],
    [' JavaScript:alert(1)', undefined],
    ['data:text/html,<script>', undefined],
    ['/relative', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j becomes %j', (text, href) => {
    expect(webLink(text)).toBe(href);
  });

  it('is of http or https, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
        expect(webLink(text) ?? 'http:').toMatch(/^https?:/);
      }),
      { numRuns: 40 },
    );
  });
});
