import type { AlertStormManifest } from '../manifest.ts';
import type { Resource } from '../resource.ts';
import { SinkError } from '../sink.ts';
import { TemplateError } from './placeholders.ts';
import type { ResourceTemplate } from './template.ts';

/** What is written for a storm: its AlertStorm, or what the template makes of it. Throws a SinkError. */
export function resourceOf(storm: AlertStormManifest, template: ResourceTemplate | undefined): Resource {
  try {
    return template?.render(storm) ?? storm;
  } catch (cause) {
    if (!(cause instanceof TemplateError)) throw cause;
    throw new SinkError(`the template can't be rendered for this storm: ${cause.message}`, {
      ...{ verdict: 'never', reason: 'template', cause },
      advice: 'Correct the template, restart the workers, then retry the storm',
    });
  }
}
