import { writeSync } from 'node:fs';
import { Redis } from 'ioredis';

import { type ScriptName, readScripts } from '../../../src/redis/scripts.ts';

/** One command on its way to Redis. */
interface Command {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly promise: Promise<unknown>;
}

/** A place in the code, told by what goes to Redis and what comes back. */
interface Point {
  readonly before?: (command: Command) => boolean;
  readonly after?: (command: Command, reply: unknown) => boolean;
  /** Commands that would be on their way together with the one behind which it dies: they go one by one. */
  readonly alone?: (command: Command) => boolean;
}

const scripts = readScripts();

function isCall({ name, args }: Command, script: ScriptName): boolean {
  return name.startsWith('eval') && [scripts[script].sha, scripts[script].text].includes(String(args[0]));
}

/** `<again>|<opened>|…` of a job that was folded. */
function answerOf(command: Command, reply: unknown): string | undefined {
  const [kind, , again, answer] = isCall(command, 'fold') ? (reply as [string, number, number, string]) : [];
  return kind === 'folded' ? `${again}|${answer}` : undefined;
}

/** Ids of the storms of causes, as far as any was made. */
const causes = new Set<string>();

function isDivide(command: Command): boolean {
  if (!isCall(command, 'divide')) return false;
  // Behind the script and its keys: now, the scope's id, this one.
  causes.add(String(command.args[1 + Number(command.args[1]) + 3]));
  return true;
}

function isAboutCause({ name, args }: Command): boolean {
  return name.startsWith('eval') && args.some((arg) => [...causes].some((id) => String(arg).includes(id)));
}

const points: Readonly<Record<string, Point>> = {
  'after fold': { after: (command, reply) => answerOf(command, reply)?.startsWith('0') ?? false },
  'after opening': { after: (command, reply) => answerOf(command, reply)?.startsWith('0|1|') ?? false },
  'after seal': { after: (command, reply) => isCall(command, 'seal') && (reply as [string])[0] === 'sealed' },
  'after the manifest is kept': {
    after: ({ name, args }) => name === 'set' && String(args[0]).endsWith(':manifest'),
  },
  'after the plan is kept': {
    after: ({ name, args }) => name === 'set' && String(args[0]).endsWith(':plan'),
  },
  'after the first cause is divided': {
    alone: isDivide,
    after: (command, reply) => isCall(command, 'divide') && (reply as [string])[0] === 'divided',
  },
  'after the first cause is armed': {
    alone: (command) => isDivide(command) || isAboutCause(command),
    // What adds a job answers its id.
    after: (command, reply) => isAboutCause(command) && causes.has(String(reply)),
  },
  'before the scope is settled': {
    before: (command) => isCall(command, 'settle') && command.args.includes('divided'),
  },
  'before settle': { before: (command) => isCall(command, 'settle') && command.args.includes('submitted') },
  'after exec': { after: ({ name }) => name === 'exec' },
};

const name = process.env['FAULT_POINT'] ?? '';
const point = points[name];
if (!point) throw new RangeError(`no crash point ${JSON.stringify(name)}`);
let left = Number(process.env['FAULT_NTH'] ?? 1);

function reached(): void {
  left -= 1;
  if (left > 0) return;
  writeSync(2, `crash point reached: ${name}\n`);
  process.kill(process.pid, 'SIGKILL');
}

let before: Promise<unknown> = Promise.resolve();

function oneByOne(command: Command, go: () => unknown): Promise<unknown> {
  before = before.then(() => {
    go();
    return command.promise.catch(() => undefined);
  });
  return command.promise;
}

type Send = (this: Redis, command: Command, ...rest: unknown[]) => unknown;
const prototype = Redis.prototype as unknown as { sendCommand: Send };
const send = prototype.sendCommand;
prototype.sendCommand = function (command, ...rest) {
  if (point.before?.(command)) reached();
  // Before whoever sent it hears the answer: nothing of what would follow has begun.
  void command.promise.then(
    (reply) => point.after?.(command, reply) && reached(),
    () => undefined,
  );
  const go = () => send.call(this, command, ...rest);
  return point.alone?.(command) ? oneByOne(command, go) : go();
};
