import type { Config } from '../config.ts';
import type { Tracing, TracingParts } from '../telemetry/open-tracing.ts';
import { ownVersion } from './own-version.ts';

/** Switches tracing on where the configuration asks for it. The SDK is not even loaded otherwise. */
export async function tracingOf(
  { tracing }: Config,
  parts: Omit<TracingParts, 'version'>,
): Promise<Tracing | undefined> {
  if (tracing.exporter === 'off') return undefined;
  const { openTracing } = await import('../telemetry/open-tracing.ts');
  return openTracing(tracing, { ...parts, version: ownVersion() });
}
