import { type Rates, type Score, ratesOf, sumOf } from '../../../scripts/eval/score.ts';
import { correlate } from '../../../src/correlation/correlate.ts';
import { defaultCorrelation } from '../../../src/rules/correlation.ts';
import { topologyOf } from '../cluster.ts';
import type { Written } from './made.ts';
import { hosts } from './hosts.ts';
import { others } from './others.ts';
import { services } from './services.ts';

export const written: readonly Written[] = [...hosts, ...services, ...others];
