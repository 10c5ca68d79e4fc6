import type { AlertStormManifest } from '../manifest.ts';
import { TemplateError, type TemplateFault } from './placeholders.ts';
import { bareStorm, fullStorm, mixedStorm, otherStorm } from './sample-storms.ts';
import type { ResourceTemplate } from './template.ts';

/**
 * Renders storms that lack nothing and storms that lack all they can: what a template can't render is found at start
 * and not by the first storm at night. Where rules correlate, also one whose alerts have nothing in common but their cause.
 * Answers what is wrong.
 */
export function checkTemplate(template: ResourceTemplate, correlates = false): readonly TemplateFault[] {
  const faults = [...faultsOf(template, fullStorm)];
  for (const lacking of correlates ? [bareStorm, mixedStorm] : [bareStorm])
    faults.push(...lackFaults(template, lacking, faults));
  return faults.length > 0 ? faults : nameFaults(template);
}

function lackFaults(
  template: ResourceTemplate,
  lacking: AlertStormManifest,
  known: readonly TemplateFault[],
): readonly TemplateFault[] {
  return faultsOf(template, lacking)
    .filter(({ place }) => known.every((fault) => fault.place !== place))
    .map(({ place, problem }) => ({
      place,
      problem: `${problem}; not every storm has it: say what to write then, with the filter default`,
    }));
}

// Two storms under one name would be one resource, and the other a dead letter.
function nameFaults(template: ResourceTemplate): readonly TemplateFault[] {
  const [one, other] = [fullStorm, otherStorm].map((storm) => template.render(storm).metadata.name);
  if (one !== other) return [];
  const problem = 'is the same for two storms: put {{ metadata.name }} or {{ storm.id }} into it';
  return [{ place: 'metadata.name', problem }];
}

function faultsOf(template: ResourceTemplate, storm: AlertStormManifest): readonly TemplateFault[] {
  try {
    template.render(storm);
    return [];
  } catch (error) {
    if (error instanceof TemplateError) return error.faults;
    throw error;
  }
}
