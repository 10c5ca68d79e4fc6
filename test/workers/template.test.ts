import { describe, expect, it } from 'vitest';

import { listDeadLetters } from '../../src/queue/dead-letters.ts';
import { retryDeadLetter } from '../../src/queue/retry-dead-letter.ts';
import { resourceOf } from '../../src/sink/template/resource-of.ts';
import { ResourceTemplate } from '../../src/sink/template/template.ts';
import { eventually } from '../support/eventually.ts';
import { FaultySink, type SinkFault } from '../support/faulty-sink.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

const missing = '{{ spec.pattern.labels.cluster }}';

function templateWith(count: string): ResourceTemplate {
  return new ResourceTemplate(
    `apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: '{{ metadata.name }}' }\nspec: { count: '${count}' }`,
  );
}

/** A bench whose template can be changed, with one storm past its deadline. */
async function scene(count: string, faults: SinkFault[]) {
  let template = templateWith(count);
  const bench = await WorkerBench.open({
    wrap: (real) => new FaultySink(real, faults),
    resourceOf: (storm) => resourceOf(storm, template),
  });
  await bench.work();
  await bench.post(podAlert('api-1'), podAlert('api-2'));
  await bench.folded();
  await bench.expire();
  const retryWith = async (changed: string) => {
    await bench.until('failed', 1);
    template = templateWith(changed);
    const { queues, store } = bench.instance;
    const letter = await eventually(async () => {
      const [found] = await listDeadLetters(queues, { now: Date.now() });
      if (!found) throw new Error('no dead letter');
      return found;
    });
    await retryDeadLetter(queues, letter, (id) => store.settle(id, 'sealed', 'retried'));
    await bench.until('submitted', 1);
  };
  const written = async () =>
    (await bench.resources()).map(({ apiVersion, kind, spec }) => ({
      apiVersion,
      kind,
      spec: spec as unknown,
    }));
  return { bench, retryWith, written };
}

const thing = (count: string) => ({ apiVersion: 'example.com/v1', kind: 'Thing', spec: { count } });

describe('a storm with a template', () => {
  it('is written as the template says', async () => {
    const { bench, written } = await scene('{{ spec.alertCount }}', ['none']);
    await using _ = bench;
    await bench.until('submitted', 1);
    expect(await written()).toEqual([thing('2')]);
  });

  it('that the template fails on is a dead letter that says so, and its retry comes after the template is mended', async () => {
    const { bench, written, retryWith } = await scene(missing, ['none']);
    await using _ = bench;
    const [storm] = await bench.until('failed', 1);
    expect(storm?.reason).toBe(
      "the template can't be rendered for this storm: spec.count: undefined variable: spec.pattern.labels.cluster. " +
        'Correct the template, restart the workers, then retry the storm',
    );
    await retryWith('mended');
    expect(await written()).toEqual([thing('mended')]);
  });

  it('whose resource was refused is rendered anew by its retry', async () => {
    const { bench, written, retryWith } = await scene('wrong', ['never', 'none']);
    await using _ = bench;
    await retryWith('right');
    expect(await written()).toEqual([thing('right')]);
  });

  it('whose resource stands already meets it, whatever the template has become', async () => {
    const { bench, written, retryWith } = await scene('first', ['after-never', 'none']);
    await using _ = bench;
    await retryWith('second');
    expect(await written()).toEqual([thing('first')]);
  });
});
