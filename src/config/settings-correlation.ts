import { defaultCorrelation } from '../rules/correlation.ts';
import { duration, wholeNumber } from './kinds.ts';
import { labelName } from './rules/names.ts';
import { setting } from './setting.ts';
import { hourMs } from './units.ts';

/** How rules that correlate find what alerts have one cause. */
export const correlationSettings = {
  correlationScope: setting(
    'correlation.scope',
    'STORMFOLD_CORRELATION_SCOPE',
    labelName,
    defaultCorrelation.scope,
    { controls: 'the label whose values tell apart what never has a cause in common' },
  ),
  correlationWithin: setting(
    'correlation.within',
    'STORMFOLD_CORRELATION_WITHIN',
    duration(1, hourMs),
    defaultCorrelation.withinMs,
    {
      controls: "how long before or after a cause's beginning what it brings about may begin",
      raiseWhen: 'what one cause brings about makes resources of its own',
      lowerWhen: 'resources hold alerts that have nothing to do with their cause',
    },
  ),
  correlationMaxAlerts: setting(
    'correlation.maxAlerts',
    'STORMFOLD_CORRELATION_MAX_ALERTS',
    wholeNumber(1, 100_000),
    defaultCorrelation.maxAlerts,
    {
      controls: 'alerts of one scope with which its window ends at once',
      raiseWhen: 'one cause makes several resources, and workers have memory to spare',
      lowerWhen: 'workers are short of memory',
    },
  ),
};
