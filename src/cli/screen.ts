import { intro, log } from '@clack/prompts';

import { complain, say, shorten } from './output.ts';
import { canRedraw } from './redrawn.ts';

/** How a command that takes a while tells how far it is. */
export interface Screen {
  /** Something is done. */
  readonly step: (text: string) => void;
  /** Something that takes a while is being done. */
  readonly note: (text: string) => void;
  /** Begins something that has so many parts. */
  readonly bar: (parts: number) => Bar;
  /** Leaves the terminal as it was; a bar that was not ended goes. */
  readonly close: () => void;
}

export interface Bar {
  readonly show: (done: number, text: string) => void;
  /** The bar goes, and what came of it takes its place. */
  readonly end: (text: string) => void;
}

/** On a terminal with a bar that moves; elsewhere in lines, which go to stderr where stdout is for JSON. */
export function openScreen(title: string, json: boolean): Screen {
  if (json) return plainScreen(complain);
  return canRedraw() ? terminalScreen(title) : plainScreen(say);
}

function plainScreen(line: (text: string) => void): Screen {
  return { step: line, note: line, bar: () => ({ show: () => {}, end: line }), close: () => {} };
}

function terminalScreen(title: string): Screen {
  intro(title);
  process.once('exit', clear);
  return {
    step: (text) => log.step(text),
    note: (text) => log.info(text),
    bar: terminalBar,
    close: () => {
      clear();
      process.off('exit', clear);
    },
  };
}

const [eraseLine, hideCursor, showCursor] = ['\r\u001b[2K', '\u001b[?25l', '\u001b[?25h'];

function clear(): void {
  process.stdout.write(eraseLine + showCursor);
}

/** Not the one of @clack/prompts: that reads the keyboard, and ends the process at Ctrl-C with all left running. */
function terminalBar(parts: number): Bar {
  const { stdout } = process;
  stdout.write(hideCursor);
  return {
    show: (done, text) => stdout.write(eraseLine + barText(done / parts, text, stdout.columns)),
    end: (text) => {
      clear();
      log.step(text);
    },
  };
}

const barWidth = 30;

// A line that wraps could not be erased.
function barText(share: number, text: string, columns: number): string {
  const full = Math.round(Math.min(1, share) * barWidth);
  const bar = `${'━'.repeat(full)}${'─'.repeat(barWidth - full)}`;
  return shorten(`│  ${bar}  ${text}`, Math.max(20, columns - 1));
}
