import { apiServer } from './incidents/api-server.ts';
import { badRollout } from './incidents/bad-rollout.ts';
import { calmDay } from './incidents/calm-day.ts';
import { certificate } from './incidents/certificate.ts';
import { database } from './incidents/database.ts';
import { dns } from './incidents/dns.ts';
import { drain } from './incidents/drain.ts';
import { fullVolume } from './incidents/full-volume.ts';
import { nodeDeath } from './incidents/node-death.ts';
import { noisyNeighbour } from './incidents/noisy-neighbour.ts';
import { quota } from './incidents/quota.ts';
import { sixDeployments } from './incidents/six-deployments.ts';
import { twoAtOnce } from './incidents/two-at-once.ts';
import { twoContainers } from './incidents/two-containers.ts';
import { twoNodes } from './incidents/two-nodes.ts';
import { zoneLoss } from './incidents/zone-loss.ts';
import type { Script } from './spec.ts';

/** Every incident that can be recorded, in the order of their numbers. */
export const scripts: readonly Script[] = [
  nodeDeath,
  twoNodes,
  zoneLoss,
  badRollout,
  twoContainers,
  fullVolume,
  apiServer,
  noisyNeighbour,
  dns,
  certificate,
  quota,
  twoAtOnce,
  drain,
  database,
  calmDay,
  sixDeployments,
];
