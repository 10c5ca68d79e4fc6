import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseTimestamp, zeroTime } from '../../src/alert/timestamp.ts';

const isZeroTime = (text: string) => parseTimestamp(text) === zeroTime;
const noon = Date.UTC(2026, 0, 31, 12, 0, 0);

describe('a timestamp', () => {
  it.each([
    ['2026-01-31T12:00:00Z', noon],
    ['2026-01-31T12:00:00.5Z', noon + 500],
    ['2026-01-31T12:00:00.123456789Z', noon + 123],
    ['2026-01-31T12:00:00.999999999Z', noon + 999],
    ['2026-01-31T12:00:00.00000000000000000001Z', noon],
    ['2026-01-31T14:00:00+02:00', noon],
    ['2026-01-31T06:30:00.25-05:30', noon + 250],
    ['2026-01-31T12:00:00-00:00', noon],
    ['2026-02-01T11:59:00+23:59', noon],
    ['2026-01-31t12:00:00z', noon],
    ['2026-01-31 12:00:00Z', noon],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['1969-12-31T23:59:59.999Z', -1],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    ['0099-01-01T00:00:00Z', Date.parse('0099-01-01T00:00:00Z')],
    ['9999-12-31T23:59:59Z', Date.UTC(9999, 11, 31, 23, 59, 59)],
  ])('%s is understood', (text, ms) => {
    expect(parseTimestamp(text)).toBe(ms);
  });

  it('may be a leap second, which is the second after 59', () => {
    expect(parseTimestamp('2016-12-31T23:59:60Z')).toBe(Date.UTC(2017, 0, 1));
  });

  it.each([
    ['31 June', '2026-06-31T00:00:00Z'],
    ['29 February in no leap year', '2026-02-29T00:00:00Z'],
    ['month 13', '2026-13-01T00:00:00Z'],
    ['month 0', '2026-00-10T00:00:00Z'],
    ['day 0', '2026-01-00T00:00:00Z'],
    ['hour 24', '2026-01-31T24:00:00Z'],
    ['minute 60', '2026-01-31T23:60:00Z'],
    ['second 61', '2026-01-31T23:59:61Z'],
    ['an offset of 24 hours', '2026-01-31T12:00:00+24:00'],
    ['an offset of 60 minutes', '2026-01-31T12:00:00+01:60'],
    ['no zone', '2026-01-31T12:00:00'],
    ['an offset without a colon', '2026-01-31T12:00:00+0200'],
    ['a point without digits', '2026-01-31T12:00:00.Z'],
    ['a comma', '2026-01-31T12:00:00,5Z'],
    ['no seconds', '2026-01-31T12:00Z'],
    ['a date alone', '2026-01-31'],
    ['a year of five digits', '12026-01-31T12:00:00Z'],
    ['a signed year', '+002026-01-31T12:00:00Z'],
    ['a space before', ' 2026-01-31T12:00:00Z'],
    ['a line break after', '2026-01-31T12:00:00Z\n'],
    ['digits of another script', '２０２６-01-31T12:00:00Z'],
    ['milliseconds since 1970', '1769860800000'],
    ['the words of a mail header', 'Sat, 31 Jan 2026 12:00:00 GMT'],
    ['nothing', ''],
    ['words', 'yesterday'],
  ])('is refused with %s', (_, text) => {
    expect(parseTimestamp(text)).toBeUndefined();
    expect(isZeroTime(text)).toBe(false);
  });

  it('means what Date means by it, wherever Date writes it', () => {
    const dates = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseTimestamp(date.toISOString())).toBe(date.getTime());
      }),
    );
  });

  it('means what Date means by it, with an offset too', () => {
    const two = (n: number) => String(n).padStart(2, '0');
    const dates = fc.date({ min: new Date(0), max: new Date('2999-01-01'), noInvalidDate: true });
    const offsets = fc.tuple(
      fc.constantFrom('+', '-'),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
    );
    fc.assert(
      fc.property(dates, offsets, (date, [sign, hours, minutes]) => {
        const text = date.toISOString().replace('Z', `${sign}${two(hours)}:${two(minutes)}`);
        expect(parseTimestamp(text)).toBe(Date.parse(text));
      }),
    );
  });

  it('is a time or nothing, whatever the text', () => {
    const shaped = fc.stringMatching(
      /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/,
    );
    fc.assert(
      fc.property(fc.oneof(shaped, fc.string()), (text) => {
        const ms = parseTimestamp(text);
        expect(ms === undefined || Number.isSafeInteger(ms)).toBe(true);
      }),
    );
  });
});

describe('the zero time', () => {
  it.each([
    '0001-01-01T00:00:00Z',
    '0001-01-01t00:00:00z',
    '0001-01-01T00:00:00.000000000Z',
    '0001-01-01T00:00:00+00:00',
    '0001-01-01T02:00:00+02:00',
  ])('is known as %s', (text) => {
    expect(isZeroTime(text)).toBe(true);
  });

  it.each(['1970-01-01T00:00:00Z', '0001-01-01T00:00:01Z', '0001-01-01T00:00:00+01:00'])(
    'is not %s',
    (text) => {
      expect(isZeroTime(text)).toBe(false);
    },
  );
});
