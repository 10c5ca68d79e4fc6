import type { Seeker } from '../../kubernetes/cluster.ts';

export const sinkSeeker: Seeker = {
  name: 'the kubernetes sink',
  otherwise: 'STORMFOLD_SINK=directory writes files instead.',
};
