import { readFileSync } from 'node:fs';

import type { Config } from '../../config.ts';
import { ConfigError, messageOf } from '../../errors.ts';
import { checkTemplate } from './check-template.ts';
import { TemplateError, type TemplateFault } from './placeholders.ts';
import { ResourceTemplate } from './template.ts';

/** The configured template, tried out; undefined where none is set. Throws a ConfigError with all that is wrong in it. */
export function openTemplate({
  sink,
  ruleBook,
}: Pick<Config, 'sink' | 'ruleBook'>): ResourceTemplate | undefined {
  const { template: file, templatePlural } = sink;
  if (file === undefined) return undefined;
  try {
    const template = new ResourceTemplate(readTemplateFile(file), templatePlural);
    const correlates = ruleBook.rules.some(({ settings }) => settings.correlate);
    const faults = checkTemplate(template, correlates);
    if (faults.length > 0) throw new TemplateError(faults);
    return template;
  } catch (error) {
    if (error instanceof TemplateError) throw unusable(file, error.faults);
    throw error;
  }
}

function readTemplateFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`the sink's template cannot be read: ${messageOf(cause)}`, {
      ...{ cause, advice: 'Set STORMFOLD_SINK_TEMPLATE to a YAML file, or unset it for AlertStorms.' },
    });
  }
}

function unusable(file: string, faults: readonly TemplateFault[]): ConfigError {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  const lines = faults.map(({ place, problem }) => `  ${place}: ${problem}`);
  return new ConfigError([`${count} in the sink's template ${file}:`, ...lines].join('\n'), {
    advice:
      'Correct what is listed, then run `stormfold config check`; docs/templates.md says what can be written.',
  });
}
