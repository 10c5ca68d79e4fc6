import type { Instance } from '../instance.ts';
import { readSharedTotals } from '../shared-totals.ts';
import { openTemplate } from '../sink/template/open-template.ts';
import { resourceOf } from '../sink/template/resource-of.ts';
import type { ApiSources } from './route.ts';

/** What the API reads of an instance that is open. */
export function apiSources(instance: Instance): ApiSources {
  let template: ReturnType<typeof openTemplate>;
  return {
    instance,
    readShared: () => readSharedTotals(instance),
    // Intakes need no template to take alerts: only who looks at a resource that is not written yet needs it there.
    resourceOf: () => {
      template ??= openTemplate(instance.config);
      return template && ((storm) => resourceOf(storm, template));
    },
  };
}
