import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/**
 * Messages are constant and everything that varies is a key, so that logs can be searched and counted. `keysOfLine` gives
 * what every line has besides, asked for each.
 */
export function createLog(
  level: string,
  destination: DestinationStream = terminalOrStdout(),
  keysOfLine?: () => object,
): Log {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      ...(keysOfLine && { mixin: keysOfLine }),
      redact: ['token', '*.token', 'authorization', '*.authorization', 'password', '*.password', 'redisUrl'],
    },
    destination,
  );
}

export function silentLog(): Log {
  return pino({ level: 'silent' });
}

// Pretty lines are for people: whatever collects the output of a service wants one JSON object a line.
function terminalOrStdout(): DestinationStream {
  if (!process.stdout.isTTY) return pino.destination({ dest: 1, sync: false });
  return pino.transport({
    target: 'pino-pretty',
    options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' },
  });
}
