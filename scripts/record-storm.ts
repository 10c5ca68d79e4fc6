/**
 * Makes the recording that `stormfold demo` posts, and the truth that it is checked against: a scripted incident goes
 * through a real Alertmanager, as if a Prometheus had seen it, and what that posts is written down as it comes.
 * Takes a minute: `node scripts/record-storm.ts`.
 */
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { format, resolveConfig } from 'prettier';

import { type Alertmanager, type PostedAlert, startAlertmanager } from './record-storm/alertmanager.ts';
import { timeText } from './record-storm/go.ts';
import { incident, incidentMs } from './record-storm/incident.ts';
import { type RecordedDelivery, startReceiver } from './record-storm/receiver.ts';
import type { ScriptedAlert } from './record-storm/scripted.ts';
import { truthOf } from './record-storm/truth.ts';

const folder = new URL('../src/cli/demo/', import.meta.url);
const recordingFile = new URL('node-death.jsonl.gz', folder);
const truthFile = new URL('node-death.truth.json', folder);

/** Longer than the recording: what ends is ended by another post, and never by itself. */
const endsLaterMs = 3_600_000;

/** Something that the Prometheus of the incident tells its Alertmanager. */
interface Post {
  readonly atMs: number;
  readonly alert: PostedAlert;
}

const alerts = incident();
const receiver = await startReceiver();
const alertmanager = await startAlertmanager(receiver.url);
const startedAt = Date.now();
say(`Recording ${alerts.length} alerts for ${incidentMs / 1000} s.`);
await play(postsOf(alerts, startedAt), startedAt, alertmanager);
await alertmanager.stop();
await receiver.stop();
await writeRecording(receiver.deliveries);
await writeTruth(truthOf(alerts, startedAt, receiver.deliveries));

function postsOf(scripted: readonly ScriptedAlert[], start: number): Post[] {
  const posts = scripted.flatMap(({ labels, annotations, generatorURL, firings }) =>
    firings.flatMap(({ fromMs, toMs }) => {
      const base = { labels, annotations, generatorURL, startsAt: timeText(start + fromMs) };
      const fired = { atMs: fromMs, alert: { ...base, endsAt: timeText(start + endsLaterMs) } };
      if (toMs === undefined) return [fired];
      return [fired, { atMs: toMs, alert: { ...base, endsAt: timeText(start + toMs) } }];
    }),
  );
  return posts.sort((a, b) => a.atMs - b.atMs);
}

async function play(posts: readonly Post[], start: number, to: Alertmanager): Promise<void> {
  for (const [atMs, together] of Map.groupBy(posts, (post) => post.atMs)) {
    // Never early: an end that lies ahead would leave the alert firing until then.
    await pause(Math.max(0, start + atMs - Date.now() + 1));
    await to.post(together.map(({ alert }) => alert));
  }
  await pause(start + incidentMs - Date.now());
}

async function writeRecording(deliveries: readonly RecordedDelivery[]): Promise<void> {
  // Two that overlapped may have been read to their ends the other way round.
  const inOrder = deliveries.toSorted((a, b) => a.t_ms - b.t_ms);
  const lines = inOrder.map((delivery) => `${JSON.stringify(delivery)}\n`).join('');
  const packed = await promisify(gzip)(lines, { level: 9 });
  await writeFile(recordingFile, packed);
  say(
    `${recordingFile.pathname}: ${deliveries.length} notifications, ${lines.length} bytes, ${packed.length} packed.`,
  );
}

async function writeTruth(truth: ReturnType<typeof truthOf>): Promise<void> {
  const options = await resolveConfig(truthFile);
  await writeFile(truthFile, await format(JSON.stringify(truth), { ...options, parser: 'json' }));
  say(`${truthFile.pathname}: ${truth.storms.length} storms, ${JSON.stringify(truth.alerts)}.`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
