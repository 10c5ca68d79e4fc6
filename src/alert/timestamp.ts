const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** Year 1, month 1, day 1, UTC: what Go writes for "no time". A valid date, so that it must be known by its value. */
const zeroTime = new Date('0001-01-01T00:00:00Z').getTime();

/**
 * An RFC 3339 timestamp as milliseconds since 1970, what is finer cut off. Undefined for anything else. Date.parse
 * would take many other spellings, and roll a 31st of June over into July.
 */
export function parseTimestamp(text: string): number | undefined {
  const match = rfc3339.exec(text);
  if (!match) return undefined;
  const field = (place: number) => Number(match[place]);
  const [year, month, day] = [field(1), field(2), field(3)];
  const [hour, minute, second] = [field(4), field(5), field(6)];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  // A leap second is written as 60 and stands for the second after 59.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const offsetMs = offsetOf(match[8], match[9], match[10]);
  if (offsetMs === undefined) return undefined;
  const fraction = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + fraction - offsetMs;
}

/** Whether a timestamp is the zero time, however it is spelled. */
export function isZeroTime(text: string): boolean {
  return parseTimestamp(text) === zeroTime;
}

function offsetOf(sign: string | undefined, hours = '00', minutes = '00'): number | undefined {
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -ms : ms;
}
