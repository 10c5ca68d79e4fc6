/** How numbers and times are said. Pure: nothing here knows the page. */

/** @param {number} n */
export function countText(n) {
  return n.toLocaleString('en');
}

/**
 * @param {number} n
 * @param {string} one
 */
export function counted(n, one, many = `${one}s`) {
  return `${countText(n)} ${n === 1 ? one : many}`;
}

/**
 * `4 s`, `2 m 05 s`, `1 h 04 m`, `3 d 2 h`.
 * @param {number} ms
 */
export function spanText(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [minutes, hours, days] = [60, 3600, 86_400].map((unit) => Math.floor(seconds / unit));
  if (!minutes) return ms > 0 && ms < 950 ? `${Math.round(ms)} ms` : `${seconds} s`;
  if (!hours) return `${minutes} m ${two(seconds % 60)} s`;
  if (!days) return `${hours} h ${two(minutes % 60)} m`;
  return `${days} d ${hours % 24} h`;
}

/**
 * Of what is left until a deadline; never `0 s` before it.
 * @param {number} ms
 */
export function leftText(ms) {
  return ms <= 0 ? 'now' : spanText(Math.max(1000, ms));
}

/** @param {number} ms */
export function stampText(ms) {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/**
 * `Pod 15, Node 2`, at most three kinds.
 * @param {readonly (readonly [string, number])[]} kinds
 */
export function kindsText(kinds) {
  const shown = kinds.slice(0, 3).map(([kind, n]) => `${kind} ${countText(n)}`);
  if (kinds.length > 3) shown.push(`${kinds.length - 3} more kinds`);
  return shown.join(', ');
}

/**
 * How much less there is of storms than of the firing alerts that made them; undefined while there are none.
 * @param {{ opened: number, fired: number }} numbers
 */
export function reductionText({ opened, fired }) {
  if (fired === 0) return undefined;
  const share = (1 - opened / fired) * 100;
  // 99.96 would become 100.0: as if there were no storms at all.
  return `${(Math.floor(share * 10) / 10).toFixed(1)} %`;
}

/**
 * Only what a browser opens as a page: an annotation may hold anything, `javascript:` too.
 * @param {string | undefined} text
 */
export function webLink(text) {
  if (!text || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

/** @param {number} n */
function two(n) {
  return String(n).padStart(2, '0');
}
