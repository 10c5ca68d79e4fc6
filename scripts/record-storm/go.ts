/** How Go's programs write what the truth is compared by. Small and slow on purpose, and not Stormfold's own. */

const basis = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;

/** FNV-1a 64 over the label set, as Alertmanager fingerprints alerts. For ASCII names. */
export function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  const texts = Object.keys(labels)
    .sort()
    .flatMap((name) => [name, labels[name] ?? '']);
  const bytes = texts.flatMap((text) => [...Buffer.from(text), 0xff]);
  const hash = bytes.reduce((sum, byte) => BigInt.asUintN(64, (sum ^ BigInt(byte)) * prime), basis);
  return hash.toString(16).padStart(16, '0');
}

/** RFC 3339 without trailing zeros: `12:00:05.5Z`, `12:00:05Z`. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0+Z$/, 'Z');
}
