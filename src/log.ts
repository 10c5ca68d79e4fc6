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
      formatters: { level: (label) => ({ level: label }), log: withoutSecretsInside },
      serializers: {
        ...{ token: hidden, authorization: hidden, password: hidden, redisUrl: hidden },
        err: (error: unknown) => withoutSecrets(pino.stdSerializers.err(error as Error)),
      },
      ...(keysOfLine && { mixin: keysOfLine }),
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

/** By hand: pino's own `redact` takes twice as long as all else of a line, and there is one a notification. */
const secretNames = ['token', 'authorization', 'password'];

function hidden(): string {
  return '[Redacted]';
}

/** Hides secrets in what is an object itself; those that are keys of the line have their serializers, as errors have. */
function withoutSecretsInside(keys: Record<string, unknown>): Record<string, unknown> {
  let told = keys;
  for (const name of Object.keys(keys)) {
    const [value, clean] = [keys[name], withoutSecrets(keys[name])];
    if (clean !== value && name !== 'err') told = { ...told, [name]: clean };
  }
  return told;
}

/** The same value unless it has secrets. */
function withoutSecrets(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const secrets = secretNames.filter((name) => Object.hasOwn(value, name));
  if (secrets.length === 0) return value;
  return { ...value, ...Object.fromEntries(secrets.map((name) => [name, hidden()])) };
}
