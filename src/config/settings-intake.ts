import { flag } from './flag-kinds.ts';
import {
  type Kind,
  bytes,
  distinct,
  listOf,
  oneOf,
  optional,
  secrets,
  share,
  wholeNumber,
  written,
} from './kinds.ts';
import { formatListen, parseListen } from './listen.ts';
import { addressRange, proxyHeader } from './proxy.ts';
import { setting } from './setting.ts';
import { tokenPattern, tokenWanted } from './token-files.ts';

const mib = 1024 ** 2;
/** Node makes no text of more than 2^29 − 24 bytes, so that a longer body could be received and never parsed. */
const longestBody = 511 * mib;

const loglevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const listen = written(parseListen, 'an address such as 127.0.0.1:8080, [::1]:8080 or :8080', formatListen);
const tokens = secrets('token', tokenPattern, tokenWanted);
// A basic user name ends at the first colon, and neither part may hold control characters.
const basic = secrets('pair', /^[^:\p{Cc}]+:[^\p{Cc}]+$/u, 'is not user:password, or has control characters');
// A token in the place of a path must not be quoted; a path that was read is no secret.
const tokenFiles: Kind<readonly string[]> = {
  ...secrets('file', /^\S(?:.*\S)?$/u, 'is not a path'),
  show: (files) => files.join(', ') || 'none',
};

/** Who may talk to Stormfold, and how much it takes. */
export const intakeSettings = {
  listen: setting(
    'listen',
    'STORMFOLD_LISTEN',
    listen,
    { host: '127.0.0.1', port: 8080 },
    {
      controls:
        'the address to listen on: `host:port`, `[::1]:port`, or `:port` for every address; port 0 takes a free one',
    },
  ),
  webhookTokens: setting('auth.webhook.tokens', 'STORMFOLD_WEBHOOK_TOKENS', tokens, [], {
    fallbackText: 'none',
    controls: 'bearer tokens of those who send alerts; any one is enough, so that they can be rotated',
  }),
  webhookTokenFiles: setting('auth.webhook.tokenFiles', 'STORMFOLD_WEBHOOK_TOKENS_FILE', tokenFiles, [], {
    controls: 'files of such tokens, one a line, read again when they change',
  }),
  webhookBasic: setting('auth.webhook.basic', 'STORMFOLD_WEBHOOK_BASIC', basic, [], {
    fallbackText: 'none',
    controls: '`user:password` pairs of those who send alerts; one with a comma only in the file',
  }),
  operatorTokens: setting('auth.operator.tokens', 'STORMFOLD_OPERATOR_TOKENS', tokens, [], {
    fallbackText: 'none',
    controls: 'bearer tokens for console, API and Bull Board; also the password when a browser asks for one',
  }),
  operatorTokenFiles: setting('auth.operator.tokenFiles', 'STORMFOLD_OPERATOR_TOKENS_FILE', tokenFiles, [], {
    controls: 'files of such tokens, one a line, read again when they change',
  }),
  operatorBasic: setting('auth.operator.basic', 'STORMFOLD_OPERATOR_BASIC', basic, [], {
    fallbackText: 'none',
    controls: '`user:password` pairs of operators; one with a comma only in the file',
  }),
  proxyHeader: setting('auth.proxy.header', 'STORMFOLD_PROXY_HEADER', optional(proxyHeader), undefined, {
    controls:
      'the header in which a proxy that asks operators who they are says it, such as `X-Forwarded-User`',
  }),
  proxyAddresses: setting(
    'auth.proxy.addresses',
    'STORMFOLD_PROXY_ADDRESSES',
    distinct(listOf(addressRange)),
    [],
    { controls: "that proxy's addresses and CIDR ranges; the header is believed from these alone" },
  ),
  allowOpen: setting('auth.allowOpen', 'STORMFOLD_ALLOW_OPEN', flag, false, {
    controls: 'lets Stormfold listen beyond loopback without asking for credentials',
  }),
  metricsAuth: setting('metrics.auth', 'STORMFOLD_METRICS_AUTH', flag, false, {
    controls: 'asks for an operator at `/metrics` too; health stays open, because probes have no secrets',
  }),
  boardReadOnly: setting('board.readOnly', 'STORMFOLD_BOARD_READ_ONLY', flag, false, {
    controls: 'makes Bull Board refuse whatever changes a queue or a job; the command line still can',
  }),
  bodyBytes: setting('limits.body', 'STORMFOLD_BODY_LIMIT', bytes(1, longestBody), 64 * mib, {
    controls: 'the longest body; a longer one is answered 413, and its sender drops the alerts',
    raiseWhen: 'notifications are answered 413',
    lowerWhen: 'memory is short',
  }),
  bodyBytesInFlight: setting(
    'limits.bodyInFlight',
    'STORMFOLD_BODY_IN_FLIGHT',
    bytes(1, 64 * 1024 * mib),
    128 * mib,
    {
      controls: 'bytes of bodies in hand at once, above which intake answers 503; at least `limits.body`',
      raiseWhen: 'intake answers 503 while Redis is well',
      lowerWhen: 'memory is short',
    },
  ),
  queuedAlerts: setting(
    'limits.queuedAlerts',
    'STORMFOLD_QUEUE_LIMIT',
    optional(wholeNumber(1, 1_000_000_000)),
    undefined,
    {
      fallbackText: "by Redis' memory",
      controls: 'alerts that may wait in the queues, above which intake answers 503',
      raiseWhen: 'intake answers 503 while Redis has memory left',
      lowerWhen: 'a backlog should be held by the senders',
    },
  ),
  redisMemoryShare: setting('limits.redisMemoryShare', 'STORMFOLD_REDIS_MEMORY_SHARE', share, 0.85, {
    controls:
      "the share of Redis' maxmemory above which intake answers 503; of no effect without a maxmemory",
    raiseWhen: 'Redis is large, and little of it is left unused',
    lowerWhen: 'others write to the same Redis',
  }),
  logLevel: setting('logLevel', 'LOG_LEVEL', oneOf(loglevels), 'info', {
    controls: `the least that is logged: ${loglevels.join(', ')}`,
    raiseWhen: 'something is to be understood: `debug`',
    lowerWhen: 'logs are too many: `warn`',
  }),
};
