import { createHash } from 'node:crypto';

/** Letters that Kubernetes takes for random suffixes. */
const letters = 'bcdfghjklmnpqrstvwxz2456789';

const lengths = { ten: 10, nine: 9, digits: 10 } as const;

/** The same for the same seed: a recording made anew has the same names. */
export function suffix(seed: string, length: number, from = letters): string {
  const bytes = createHash('sha1').update(seed).digest();
  return [...bytes.subarray(0, length)].map((byte) => from[byte % from.length]).join('');
}

export function templateHash(seed: string, shape: keyof typeof lengths): string {
  return suffix(`template of ${seed}`, lengths[shape], shape === 'digits' ? '123456789' : letters);
}

export function uidOf(seed: string): string {
  const hex = createHash('sha1').update(seed).digest('hex');
  const [a, b, c, d, e] = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(13, 16),
    hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  return `${a}-${b}-4${c}-a${d}-${e}`;
}
