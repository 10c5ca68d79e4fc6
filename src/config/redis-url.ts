/**
 * What is wrong with a Redis URL, without a word of it: an unescaped `/`, `?` or `#` in a password moves the rest of the
 * password into other parts of the URL, so that no part is safe to show.
 */
export function redisUrlProblem(text: unknown): string | undefined {
  const url = typeof text === 'string' ? URL.parse(text) : null;
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
 * The URL for people: no options, because ioredis takes a password there too; and no user, because a password with a
 * colon in it, or in the wrong place, looks like one.
 */
export function redactRedisUrl(text: string): string {
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
