import { describe, expect, it } from 'vitest';

import { withSections } from '../../scripts/bench/document.ts';
import { numberText, ratioOf, reaches, spreadOf } from '../../scripts/bench/figures.ts';

const page = `# Page

<!-- measured: fold -->
old
<!-- /measured -->

between

<!-- measured: memory -->
<!-- /measured -->
`;

describe('the page of measured figures', () => {
  it('gets what was measured between the marks of its scenario, and keeps the rest', () => {
    const written = withSections(page, new Map([['fold', 'costs $1']]));
    expect(written).toBe(page.replace('\nold\n', '\n\ncosts $1\n\n'));
    expect(withSections(written, new Map([['fold', 'costs $1']]))).toBe(written);
  });

  it('is not written where a scenario has no place', () => {
    expect(() => withSections(page, new Map([['console', 'x']]))).toThrow('no place for console');
  });
});

describe('figures', () => {
  it('have a median and a spread', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5 });
  });

  it('are compared round by round', () => {
    const of = (...values: number[]) => ({ name: 'x', unit: 'ms', values });
    expect(ratioOf('r', of(10, 30, 80), of(10, 10, 20)).values).toEqual([1, 3, 4]);
  });

  it('reach a goal by their median', () => {
    expect(reaches([1, 2, 9], { is: 'at least', value: 2 })).toBe(true);
    expect(reaches([1, 2, 9], { is: 'at most', value: 1.9 })).toBe(false);
  });

  it('are written with three digits', () => {
    expect([12345.6, 123.4, 12.34, 1.234, 0.01234, 0].map(numberText)).toEqual(
      ['12,346', '123', '12.3', '1.23', '0.01', '0'], // no more than hundredths
    );
    expect(numberText(Number.NaN)).toBe('?');
  });
});
