export const hourMs = 3_600_000;
export const yearMs = 365 * 24 * hourMs;
/** Node's timers take no more than 2^31 − 1 ms; a longer one would fire at once. */
export const longestTimerMs = 24 * 24 * hourMs;

const durationUnits = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

const byteUnits = { gb: 1024 ** 3, mb: 1024 ** 2, kb: 1024, b: 1 } as const;

/** Milliseconds of `500ms`, `2s`, `5m`, `1h30m` or `1d`: Prometheus' grammar without weeks and years. */
export function parseDuration(text: string): number | undefined {
  const match = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (!match) return undefined;
  const sum = Object.values(durationUnits).reduce(
    (ms, unit, index) => ms + unit * Number(match[index + 1] ?? 0),
    0,
  );
  return Number.isSafeInteger(sum) ? sum : undefined;
}

/** The shortest text that `parseDuration` reads as this; a day is `24h`, so that a default reads as it is written. */
export function formatDuration(ms: number): string {
  const units = Object.entries(durationUnits);
  const unit = units.find(([name, size]) => ms % size === 0 && (name !== 'd' || ms >= 2 * size));
  if (ms === 0 || !unit) return `${ms}ms`;
  return `${ms / unit[1]}${unit[0]}`;
}

/** Bytes of `512b`, `64kb`, `64mb`, `64MiB` or `1gb`. All are powers of 1024, as Express reads them. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+)(?:(b)|(?:([kmg])i?b))$/.exec(text.toLowerCase());
  if (!match) return undefined;
  const unit = { k: byteUnits.kb, m: byteUnits.mb, g: byteUnits.gb }[match[3] ?? ''] ?? byteUnits.b;
  const sum = Number(match[1]) * unit;
  return Number.isSafeInteger(sum) ? sum : undefined;
}

export function formatBytes(bytes: number): string {
  const unit = Object.entries(byteUnits).find(([, size]) => bytes > 0 && bytes % size === 0);
  return unit ? `${bytes / unit[1]}${unit[0]}` : `${bytes}b`;
}
