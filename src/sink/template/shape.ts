import { z } from 'zod';

import { TemplateError } from './placeholders.ts';

/** Kubernetes allows 253 characters; the rest is for the number of a second resource of one storm. */
const longestName = 250;

const labelText = /^(?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?$/;
const dnsLabel = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const dnsName = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

const must = (wanted: string) => ({ error: `must be ${wanted}` });
const textThat = (pattern: RegExp, wanted: string) => z.string(must(wanted)).regex(pattern, must(wanted));

/** What may hold no placeholder: the sink has to know where resources go before there is a storm. */
const head = z.object(
  {
    apiVersion: textThat(/^[a-z0-9][-a-z0-9.]*\/v[a-z0-9]+$/, 'group/version, such as example.com/v1'),
    kind: textThat(/^[A-Z][A-Za-z0-9]*$/, 'a kind, such as Workflow'),
  },
  must('a mapping with apiVersion, kind and metadata'),
);

const metadata = z.strictObject({
  name: textThat(dnsName, 'a name of small letters, digits, "-" and "."').max(longestName, {
    error: `must have at most ${longestName} characters`,
  }),
  namespace: textThat(dnsLabel, 'the name of a namespace').optional(),
  labels: z
    .record(z.string(), textThat(labelText, "a label's value: the filter label_value makes one"))
    .optional(),
  annotations: z.record(z.string(), z.string(must('text; put it in quotes'))).optional(),
});

const shape = z.looseObject({ ...head.shape, metadata }, must('a mapping'));

export type Shape = z.infer<typeof shape>;
export type Head = z.infer<typeof head>;

/** The apiVersion and kind of a template. Throws a TemplateError. */
export function headOf(content: unknown): Head {
  return judged(head, content);
}

/** What was rendered, if it is a resource. Throws a TemplateError. */
export function shapeOf(rendered: unknown): Shape {
  return judged(shape, rendered);
}

function judged<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new TemplateError(
    result.error.issues.map(({ path, message }) => ({
      place: path.join('.') || 'the file',
      problem: message,
    })),
  );
}
