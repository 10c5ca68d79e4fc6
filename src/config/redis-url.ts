/** One URL of Redis, a sentinel or a cluster's node, taken apart. */
export interface RedisAddress {
  readonly tls: boolean;
  readonly host: string;
  /** Undefined: the usual one of what is asked. */
  readonly port: number | undefined;
  readonly user: string;
  readonly password: string;
  /** Undefined: none is named. */
  readonly database: number | undefined;
  /** What stands behind `?`: options of the client. */
  readonly options: readonly (readonly [string, string])[];
}

/** The URLs of a list. A comma ends one only where the next begins: a password may hold commas. */
function redisUrlsOf(text: string): readonly string[] {
  return text.split(/\s*,\s*(?=rediss?:\/\/)/i).map((url) => url.trim());
}

/** Takes URLs apart that `redisUrlProblem` finds nothing wrong with. */
export function redisAddresses(text: string): readonly RedisAddress[] {
  return redisUrlsOf(text).map((url) => addressOf(new URL(url)));
}

function addressOf({
  protocol,
  hostname,
  port,
  username,
  password,
  pathname,
  searchParams,
}: URL): RedisAddress {
  return {
    tls: protocol === 'rediss:',
    // The brackets of an IPv6 address belong to the URL alone.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? undefined : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.length > 1 ? Number(pathname.slice(1)) : undefined,
    options: [...searchParams],
  };
}

/**
 * What is wrong with a Redis URL or a list of them, without a word of it: an unescaped `/`, `?` or `#` in a password
 * moves the rest of the password into other parts of the URL, so that no part is safe to show.
 */
export function redisUrlProblem(text: unknown): string | undefined {
  const urls = typeof text === 'string' ? redisUrlsOf(text) : [''];
  for (const [index, each] of urls.entries()) {
    const problem = oneUrlProblem(each);
    if (problem !== undefined) return urls.length === 1 ? problem : `entry ${index + 1} ${problem}`;
  }
  return undefined;
}

function oneUrlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || !url.hostname) {
    return 'is not a URL such as redis://user:password@host:6379/0, or rediss:// for TLS';
  }
  if (url.hash || url.search.includes('@') || !/^\/?\d*$/.test(url.pathname)) {
    return 'has text where only a database number may be; write `/`, `?`, `#` and `@` in a password as %2F, %3F, %23 and %40';
  }
  if (!isEscaped(url.username) || !isEscaped(url.password)) {
    return 'has a `%` that escapes nothing; write it as %25';
  }
  return undefined;
}

/**
 * The URLs for people: no options, because the client takes a password there too; and no user, because a password with
 * a colon in it, or in the wrong place, looks like one.
 */
export function redactRedisUrl(text: string): string {
  return redisUrlsOf(text).map(redactOne).join(', ');
}

function redactOne(text: string): string {
  const url = URL.parse(text);
  if (!url) return '(set)';
  const user = url.username || url.password ? '***@' : '';
  return `${url.protocol}//${user}${url.host}${url.pathname}${url.search && '?…'}`;
}

function isEscaped(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
