import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

const parentBased = /^parentbased_/;

/** The sampler by OpenTelemetry's name for it. */
export function samplerOf({ sampler, sampleRatio }: { sampler: string; sampleRatio: number }): Sampler {
  const root = rootOf(sampler.replace(parentBased, ''), sampleRatio);
  return parentBased.test(sampler) ? new ParentBasedSampler({ root }) : root;
}

function rootOf(name: string, ratio: number): Sampler {
  if (name === 'always_on') return new AlwaysOnSampler();
  return name === 'always_off' ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(ratio);
}
