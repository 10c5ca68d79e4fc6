/** Requests that are odd as HTTP. `taken` counts the alerts in them that must be counted, answered or not. */
export interface OddRequest {
  readonly name: string;
  /** Written one after the other. */
  readonly parts: readonly string[];
  /** In the order in which they come. */
  readonly statuses: readonly number[];
  readonly taken: number;
}

const oneAlert = JSON.stringify({ alerts: [{ status: 'firing', labels: { alertname: 'Wire' } }] });
const path = '/webhooks/alertmanager';
const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
const long = `Content-Length: ${oneAlert.length}\r\n`;

export function good(more = '', first = head): string {
  return `${first}${more}${long}\r\n${oneAlert}`;
}

function chunked(body: string, more = ''): string {
  return `${head}${more}Transfer-Encoding: chunked\r\n\r\n${body}`;
}

const sizes = oneAlert.length.toString(16);
const wholeChunk = `${sizes}\r\n${oneAlert}\r\n0\r\n\r\n`;

function odd(name: string, bytes: string, statuses: readonly number[], taken = 0): OddRequest {
  return { name, parts: [bytes], statuses, taken };
}

function lengths(): OddRequest[] {
  const short = `${head}Content-Length: ${oneAlert.length - 3}\r\n\r\n${oneAlert}`;
  return [
    odd('a length below the body', short, [400, 400]),
    odd('two lengths that differ', good('Content-Length: 3\r\n'), [400]),
    odd('two lengths that agree', good(long), [400]),
    odd('a negative length', `${head}Content-Length: -1\r\n\r\n${oneAlert}`, [400]),
    odd('a length in words', `${head}Content-Length: all\r\n\r\n${oneAlert}`, [400]),
    odd('a length beyond all numbers', `${head}Content-Length: ${'9'.repeat(30)}\r\n\r\n`, [400]),
    odd('a length above the limit', `${head}Content-Length: 68719476736\r\n\r\n`, [413]),
    odd('a length and chunks', good('Transfer-Encoding: chunked\r\n'), [400]),
    odd('chunks and a length', `${head}${long}Transfer-Encoding: chunked\r\n\r\n${wholeChunk}`, [400]),
    odd('chunks that are compressed', chunked(wholeChunk).replace('chunked', 'gzip, chunked'), [202], 1),
    odd('chunks by another name', chunked(wholeChunk).replace('chunked', 'xchunked'), [400]),
  ];
}

function chunks(): OddRequest[] {
  return [
    odd('chunks', chunked(wholeChunk), [202], 1),
    odd('a chunk with an extension', chunked(wholeChunk.replace('\r\n', ';a="b"\r\n')), [202], 1),
    odd('a trailer', chunked(wholeChunk.replace(/\r\n$/, 'X-Request-Id: late\r\n\r\n')), [202], 1),
    odd('a chunk whose size is no number', chunked(`zz\r\n${oneAlert}\r\n0\r\n\r\n`), [400]),
    odd('a chunk whose size is negative', chunked(`-1\r\n${oneAlert}\r\n0\r\n\r\n`), [400]),
    odd('a chunk whose size is beyond all numbers', chunked(`${'f'.repeat(20)}\r\n${oneAlert}`), [400]),
    odd('a chunk that is longer than its size', chunked(`3\r\n${oneAlert}\r\n0\r\n\r\n`), [400]),
    odd('no chunk at all', chunked('0\r\n\r\n'), [400]),
    { name: 'a byte at a time', parts: good().split(''), statuses: [202], taken: 1 },
  ];
}

function headers(): OddRequest[] {
  const many = Array.from({ length: 900 }, (_, i) => `X-${i}: 1\r\n`).join('');
  return [
    odd('nine hundred headers', good(many), [202], 1),
    odd('four thousand headers', good(many.repeat(5)), [431]),
    odd('a huge header', good(`X: ${'y'.repeat(20_000)}\r\n`), [431]),
    odd('a header without a name', good(': x\r\n'), [400]),
    odd('a header with a NUL', good('X: a\0b\r\n'), [400]),
    odd('a header that goes on in the next line', good('X: a\r\n b\r\n'), [400]),
    odd('an id with control characters', good('X-Request-Id: \u001b[2J\r\n'), [400]),
    odd('an id in Latin-1', good('X-Request-Id: \xe9\xff\r\n'), [202], 1),
    odd('an id like a key', good('X-Request-Id: {stormfold:0}:pending|1|0\r\n'), [202], 1),
    odd('two content types', good('Content-Type: text/plain\r\n'), [202], 1),
    odd('another method by a header', good('X-HTTP-Method-Override: GET\r\nX-Method: PUT\r\n'), [202], 1),
    odd('an expectation', good('Expect: 100-continue\r\n'), [100, 202], 1),
    odd('an expectation of something else', good('Expect: bananas\r\n'), [417]),
    odd(
      'a wish for another protocol',
      good('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n'),
      [202],
      1,
    ),
    odd('no host', good().replace('Host: x\r\n', ''), [400]),
    odd('two hosts', good('Host: y\r\n'), [202], 1),
  ];
}

function targets(): OddRequest[] {
  const to = (target: string) => good('', head.replace(path, target));
  return [
    odd('a whole address as the target', to(`http://evil.test${path}`), [202], 1),
    // The console's, which an instance that asks nobody keeps from other names than its machine's.
    odd('an address without a path', to('http://evil.test'), [403]),
    odd('a query', to(`${path}?__proto__[alerts]=1&%=%ff&a[]=b`), [202], 1),
    odd('a path above the root', to(`/../..${path}`), [404]),
    odd('dots in the path', to('/webhooks/./alertmanager'), [404]),
    odd('encoded dots and slashes', to('/webhooks%2f..%2Fwebhooks%2falertmanager'), [404]),
    odd('encoded letters', to('/webhooks/%61lertmanager'), [404]),
    odd('a broken escape', to('/webhooks/%zz'), [404]),
    odd('a NUL in the target', to('/webhooks/\0'), [400]),
    odd('UTF-8 in the target', to('/webhooks/\xc3\xa9'), [400]),
    odd('no target', `POST HTTP/1.1\r\n\r\n`, [400]),
    odd('a star', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', [404]),
    odd('a tunnel', 'CONNECT evil.test:443 HTTP/1.1\r\nHost: x\r\n\r\n', []),
    odd('a method that there is not', good('', head.replace('POST', 'BREW')), [400]),
    odd('a method that changes', good('', head.replace('POST', 'PATCH')), [405]),
  ];
}

function protocols(): OddRequest[] {
  const old = head.replace('HTTP/1.1', 'HTTP/1.0');
  return [
    odd('HTTP/1.0', good('', old), [202], 1),
    odd('HTTP/1.0 without a length', `${old}\r\n${oneAlert}`, [400]),
    odd('HTTP/0.9', `POST ${path}\r\n\r\n`, [400]),
    odd('HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]),
    odd('HTTP/9.9', good('', head.replace('1.1', '9.9')), [400]),
    odd('TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [400]),
    odd('Redis', '*1\r\n$7\r\nFLUSHDB\r\n', [400]),
    odd('only line ends', `\r\n\r\n\r\n${good()}`, [202], 1),
    odd(
      'twenty in one go',
      good().repeat(20),
      Array.from({ length: 20 }, () => 202),
      20,
    ),
    odd('what is no HTTP behind one that is', `${good()}GARBAGE\r\n\r\n`, [202, 400], 1),
    odd('what is no HTTP behind three that are', `${good().repeat(3)}\0\0\0\0`, [202, 202, 202, 400], 3),
    odd('a request inside a body', `${head}Content-Length: ${good().length}\r\n\r\n${good()}`, [400]),
  ];
}

export const oddRequests: readonly OddRequest[] = [
  ...lengths(),
  ...chunks(),
  ...headers(),
  ...targets(),
  ...protocols(),
];
