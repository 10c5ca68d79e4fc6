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

const points: Readonly<Record<string, Point>> = {
  'after fold': { after: (command, reply) => answerOf(command, reply)?.startsWith('0') ?? false },
  'after opening': { after: (command, reply) => answerOf(command, reply)?.startsWith('0|1|') ?? false },
  'after seal': { after: (command, reply) => isCall(command, 'seal') && (reply as [string])[0] === 'sealed' },
  'after the manifest is kept': {
    after: ({ name, args }) => name === 'set' && String(args[0]).endsWith(':manifest'),
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
  return send.call(this, command, ...rest);
};
