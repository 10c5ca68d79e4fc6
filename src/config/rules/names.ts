import { allLabels, defaultRuleName } from '../../rules/rule.ts';
import { overflowRuleName } from '../../storm/terms.ts';
import { type Kind, distinct, listOf, matching } from '../kinds.ts';
import { quote } from '../quote.ts';

/** The second is that of alerts over a tenant's limits. */
const takenNames: readonly string[] = [defaultRuleName, overflowRuleName];

const dnsLabel = matching(
  /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/,
  'a name such as node-failure: a-z, 0-9 and `-`, 1 to 63 of them',
);

/** Rules are named in resources' labels and in metrics. */
export const ruleName = dnsLabel.schema.refine((name) => !takenNames.includes(name), {
  error: ({ input }) => `${quote(input)} is the name of a rule that is always there; choose another`,
});

/** Causes are named in resources' labels too. */
export const causeName = dnsLabel;

export const intervalName = matching(/^\S(?:.*\S)?$/u, 'a text without spaces around it');

// Prometheus takes any text since version 3. What has spaces, quotes or operators is most likely a slip.
const label = String.raw`[\p{L}_][\p{L}\p{N}_.:/-]*`;
const labelWanted = 'the name of a label, such as namespace or k8s.pod.name';

export const labelName = matching(new RegExp(`^${label}$`, 'u'), labelWanted);

/** Labels that must be equal; none is fine. */
export const equalLabels = distinct(listOf(labelName));

const labelOrAll = matching(new RegExp(String.raw`^(?:${label}|\.{3})$`, 'u'), labelWanted);
const labels = distinct(listOf(labelOrAll, { least: 1 }));

/** At least one label, or `...` alone. */
export const labelNames: Kind<readonly string[]> = {
  ...labels,
  schema: labels.schema.refine((list) => list.length === 1 || !list.includes(allLabels), {
    error: `has other labels beside \`${allLabels}\`, which is all of them`,
  }),
};
