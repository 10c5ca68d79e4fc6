import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { listen } from '../../src/console/page/stream.js';

/** A browser's stream, which does what the test says. */
class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeSource[] = [];
  readyState = 0;

  constructor() {
    super();
    FakeSource.opened.push(this);
  }

  close(): void {
    this.readyState = FakeSource.CLOSED;
  }

  tell(event: string, data: unknown): void {
    this.dispatchEvent(Object.assign(new Event(event), { data: JSON.stringify(data) }));
  }

  fail(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

const heard: [string, unknown][] = [];
const lost: string[] = [];
let answers: number[] = [];
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeSource);
  vi.stubGlobal('fetch', async () => new Response(null, { status: answers.shift() ?? 503 }));
  FakeSource.opened = [];
  answers = [];
  heard.length = lost.length = 0;
  stop = listen('/stream', ['clock'], {
    told: (event, data) => void heard.push([event, data]),
    lost: (reason) => void lost.push(reason),
  });
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const opened = () => FakeSource.opened.length;
const last = () => FakeSource.opened.at(-1);

describe('a page that listens', () => {
  it('comes back after answers that a browser gives up over, once the service answers', async () => {
    answers = [503, 502, 200];
    last()?.fail(FakeSource.CLOSED);
    await vi.advanceTimersByTimeAsync(11_900);
    expect(opened()).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(opened()).toBe(2);
    last()?.tell('clock', { now: 1 });
    expect([heard, lost]).toEqual([[['clock', { now: 1 }]], ['Not connected. Trying again…']]);
  });

  it('leaves a connection that broke to the browser', async () => {
    last()?.fail(0);
    await vi.advanceTimersByTimeAsync(20_000);
    expect([opened(), lost]).toEqual([1, ['Not connected. Trying again…']]);
  });

  it.each([401, 403])('asks once and no more when it is answered %i', async (status) => {
    answers = [status, 200];
    last()?.fail(FakeSource.CLOSED);
    await vi.advanceTimersByTimeAsync(600_000);
    expect([opened(), answers, lost.at(-1)]).toEqual([
      1,
      [200],
      'You are not let in any more. Load this page again.',
    ]);
  });

  it('takes a stream that is silent for 40 s for a dead one, and opens another', async () => {
    for (let i = 0; i < 10; i++) {
      last()?.tell('alive', {});
      await vi.advanceTimersByTimeAsync(15_000);
    }
    expect(opened()).toBe(1);
    await vi.advanceTimersByTimeAsync(30_000);
    expect([opened(), FakeSource.opened[0]?.readyState]).toEqual([2, FakeSource.CLOSED]);
  });

  it('is still once it is stopped', async () => {
    last()?.fail(FakeSource.CLOSED);
    stop();
    await vi.advanceTimersByTimeAsync(600_000);
    expect([opened(), last()?.readyState]).toEqual([1, FakeSource.CLOSED]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
