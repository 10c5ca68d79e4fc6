/** A terminal's other screen, drawn again and again; what stood on the first comes back at the end. */
export interface Redrawn {
  readonly draw: (text: string) => void;
  readonly close: () => void;
}

const escape = '\u001b[';
/** The other screen; no cursor; and lines that end at the edge, because one that wraps would push the rest down. */
const [enter, leave] = [
  `${escape}?1049h${escape}?25l${escape}?7l`,
  `${escape}?7h${escape}?25h${escape}?1049l`,
];
const [home, eraseRest, eraseBelow] = [`${escape}H`, `${escape}K`, `${escape}J`];

/** Whether stdout is a terminal that can be drawn on again; a dumb one would show the signs for that as letters. */
export function canRedraw(): boolean {
  return process.stdout.isTTY && process.env['TERM'] !== 'dumb';
}

export function openRedrawn(): Redrawn {
  const { stdout } = process;
  stdout.write(enter);
  const restore = () => void stdout.write(leave);
  // However the process ends, nobody is left on the other screen without a cursor.
  process.once('exit', restore);
  return {
    draw: (text) => {
      // What is below the last row would scroll the first one out of sight.
      const all = text.split('\n');
      // A terminal that nobody told its size, as on a serial line, says that it has no rows.
      const lines = stdout.rows > 0 ? all.slice(0, stdout.rows) : all;
      // Over what stands there, and not on an empty screen, which would flicker.
      stdout.write(`${home}${lines.map((line) => line + eraseRest).join('\r\n')}${eraseBelow}`);
    },
    close: () => {
      process.off('exit', restore);
      restore();
    },
  };
}
