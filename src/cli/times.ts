const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** A span for people, by its two largest units: `3m20s`, `2d4h`, `0s`. */
function spanText(ms: number): string {
  const first = units.findIndex(([, size]) => ms >= size);
  if (first < 0) return '0s';
  let left = ms;
  const parts = units.slice(first, first + 2).map(([name, size]) => {
    const whole = Math.floor(left / size);
    left -= whole * size;
    return whole === 0 ? '' : `${whole}${name}`;
  });
  return parts.join('');
}

/** `in 3m20s` or `3m20s ago`. */
export function whenText(at: number, now: number): string {
  return at > now ? `in ${spanText(at - now)}` : `${spanText(now - at)} ago`;
}

export function stampText(ms: number): string {
  return new Date(ms).toISOString();
}
