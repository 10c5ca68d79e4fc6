import { apiRouter } from '../../src/api/api.ts';
import { apiSources } from '../../src/api/sources.ts';
import { type BenchOptions, IntakeBench } from '../intake/support.ts';

/** Intake with the API beside it, as `serve` mounts it. */
export function openApi(options: BenchOptions = {}): Promise<IntakeBench> {
  return IntakeBench.open({
    ...options,
    mount: (app, instance, gates) => {
      app.use('/api/v1', ...gates.operator, apiRouter(apiSources(instance)));
      options.mount?.(app, instance, gates);
    },
  });
}
