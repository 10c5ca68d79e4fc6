import { setTimeout as pause } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';

import { answerWords } from '../answer-view.ts';
import { markFailed } from '../failure.ts';
import { jsonOption } from '../options.ts';
import { printable, say, sayJson, shorten } from '../output.ts';
import { type Answer, type Target, post } from '../post.ts';
import { readRecording } from '../recording.ts';
import { targetOf } from '../target.ts';

interface SendOptions {
  readonly url?: string;
  readonly token?: string;
  readonly speed: number;
  readonly json: boolean;
}

export function sendCommand(): Command {
  return new Command('send')
    .description(
      'post recorded notifications to the webhook, in their order, and say what it answered to each',
    )
    .argument('<file...>', 'JSON bodies, or recorded streams: .jsonl, .jsonl.gz')
    .option('--url <url>', 'of Stormfold, or of a webhook by its path (default: the configured address)')
    .option('--token <token>', 'bearer token (default: the first that is configured)')
    .addOption(speedOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ stormfold send notification.json' +
        '\n  $ stormfold send outage.jsonl.gz --speed max --url http://127.0.0.1:8080',
    )
    .action(send);
}

function speedOption(): Option {
  return new Option('--speed <factor>', 'streams: so many times as fast as recorded, or max')
    .argParser(speedFrom)
    .default(1);
}

function speedFrom(text: string): number {
  const speed = text === 'max' ? Number.POSITIVE_INFINITY : Number(text);
  if (!(speed > 0)) throw new InvalidArgumentError('It is neither a number above 0 nor max.');
  return speed;
}

async function send(files: string[], options: SendOptions, command: Command): Promise<void> {
  const target = targetOf(options, command);
  const answers: Answer[] = [];
  for (const file of files) {
    for await (const answer of replay(file, target, options.speed)) {
      answers.push(answer);
      if (!options.json) say(answerText(answer));
    }
  }
  const accepted = answers.filter(({ ok }) => ok).length;
  if (options.json) sayJson({ url: target.url, answers, sent: answers.length, accepted });
  else say(`${answers.length} sent, ${accepted} answered 2xx.`);
  if (accepted < answers.length) markFailed();
}

/** One after the other, because a sender's order matters; each no earlier than it was recorded. */
async function* replay(file: string, target: Target, speed: number): AsyncGenerator<Answer> {
  const startedAt = performance.now();
  for await (const delivery of readRecording(file)) {
    const aheadMs = delivery.atMs / speed - (performance.now() - startedAt);
    if (aheadMs > 0) await pause(aheadMs);
    yield await post(delivery, target);
  }
}

function answerText({ place, status, answer }: Answer): string {
  return `${status === 0 ? 'no answer' : status} ${place}: ${shorten(printable(answerWords(answer)), 300)}`;
}
