import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { program } from '../../src/cli/program.ts';
import { envOf, stormfold } from '../support/cli.ts';
import { TerminalRun, script } from '../support/terminal.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

function leavesOf(command: Command, above = ''): (readonly [string, Command])[] {
  const path = `${above}${command.name()}`;
  if (command.commands.length === 0) return [[path, command]];
  return command.commands.flatMap((each) => leavesOf(each, `${path} `));
}

it('every command prints JSON when it is asked to, and all but two by themselves into a pipe', () => {
  const leaves = leavesOf(program());
  const having = (flag: string) =>
    leaves.filter(([, { options }]) => options.some(({ long }) => long === flag)).map(([path]) => path);
  const without = leaves.map(([path]) => path).filter((path) => !having('--json').includes(path));
  expect(without).toEqual(['stormfold serve', 'stormfold completion']);
  const onRequest = having('--json').filter((path) => !having('--no-json').includes(path));
  expect(onRequest).toEqual(['stormfold demo', 'stormfold crd']);
});

describe('storms list', () => {
  let bench: WorkerBench;
  beforeEach(async () => {
    bench = await WorkerBench.open();
    bench.clock.time = Date.now();
    await bench.work();
    await bench.post(podAlert('web-1'), podAlert('web-2'), podAlert('web-1', { namespace: 'pay' }));
    await bench.post(podAlert('web-1', { namespace: 'ops', severity: 'critical' }));
    await bench.folded();
  });
  afterEach(async () => {
    await bench[Symbol.asyncDispose]();
  });

  const list = (...args: string[]) => stormfold(['storms', 'list', ...args], envOf(bench));
  const patterns = (stdout: string) =>
    (JSON.parse(stdout) as { storms: { pattern: { text: string } }[] }).storms
      .map(({ pattern }) => pattern.text)
      .sort();
  const [ops, pay, shop] = ['ops', 'pay', 'shop'].map((name) => `KubePodCrashLooping in ${name}`);

  it('is JSON in a pipe by itself, and a table without colors where that is asked for', async () => {
    expect(patterns((await list()).stdout)).toEqual([ops, pay, shop]);
    const { stdout } = await list('--no-json');
    expect(stdout).toMatch(/^STORM +STATE +SEVERITY +ALERTS +DELIVERIES +OPENED +PATTERN +DETAIL\n/);
    expect(stdout.split('\n')).toHaveLength(5);
  });

  it('leaves what has the severity, and the text in its pattern', async () => {
    expect(patterns((await list('--severity', 'critical,error')).stdout)).toEqual([ops]);
    expect(patterns((await list('--pattern', 'IN SHOP')).stdout)).toEqual([shop]);
    expect(patterns((await list('--pattern', 'in p', '--severity', 'warning')).stdout)).toEqual([pay]);
    expect(patterns((await list('--pattern', 'in p', '--severity', 'critical')).stdout)).toEqual([]);
  });

  it.skipIf(script === undefined)('is a table on a terminal, plain under NO_COLOR, or JSON', async () => {
    const onTerminal = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
      await using run = new TerminalRun(['storms', 'list', ...args], { ...envOf(bench), ...env });
      expect(await run.ended()).toBe(0);
      return run.output;
    };
    expect((await onTerminal([])).startsWith('\u001b[1mSTORM\u001b[22m ')).toBe(true);
    expect(await onTerminal([], { NO_COLOR: '1' })).toMatch(/^STORM +STATE +/);
    expect(patterns(await onTerminal(['--json']))).toEqual([ops, pay, shop]);
  });
});
