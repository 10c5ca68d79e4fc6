import { join } from 'node:path';

import { bold } from '../output.ts';
import { table } from '../table.ts';
import type { WrittenResource } from './check-storms.ts';
import type { DemoFolder } from './folder.ts';
import type { Stage } from './stage.ts';

/** What to look at when all is over: with the stage, what answers only while the demo stays up. */
export function nextSteps(
  folder: DemoFolder,
  resources: readonly WrittenResource[],
  stage: Stage | undefined,
): string {
  const largest = resources[0]?.file ?? folder.storms;
  const rows = [
    ['The largest storm', largest],
    ['All resources', `${folder.storms}: kept; the rest of the demo goes`],
    ['The log of the service', folder.log],
    ...(stage ? whileUp(stage) : []),
    ['Into a cluster', `${command()} crd | kubectl apply -f -`],
    ['', `kubectl apply -f ${folder.storms}`],
    ['With your Alertmanager', join(import.meta.dirname, '../../../README.md')],
  ];
  return `${bold('To look at next')}\n${table([], rows)}`;
}

function whileUp({ url, redisUrl }: Stage): string[][] {
  return [
    ['The console', url],
    ['Bull Board', `${url}/queues`],
    ['Storms as JSON', `${url}/api/v1/storms`],
    ['Metrics', `${url}/metrics`],
    ['The command line', `REDIS_URL=${redisUrl} ${command()} storms list`],
  ];
}

/** As it can be typed where the demo was started. */
function command(): string {
  const script = process.env['npm_lifecycle_event'] ?? '';
  return ['demo', 'stormfold'].includes(script) ? 'npm run -s stormfold --' : 'stormfold';
}
