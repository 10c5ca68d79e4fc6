import type { Resource } from './resource.ts';

/** What is written down of a storm before its first submit: one resource as it is, or a list of them. */
export function formatKept(resources: readonly Resource[]): string {
  return JSON.stringify(resources.length === 1 ? resources[0] : resources);
}

export function parseKept(text: string): readonly Resource[] {
  const kept: unknown = JSON.parse(text);
  return (Array.isArray(kept) ? kept : [kept]) as readonly Resource[];
}
