/** Texts that mean something to one of the programs on an alert's way: JavaScript, Redis, Lua, YAML, HTTP, a shell. */
export const hostileTexts: readonly string[] = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'then',
    'toJSON',
    'length',
    '0',
    '-1',
  ],
  ...['{stormfold:0}:pending', '{stormfold}:instance', '*1\r\n$7\r\nFLUSHDB\r\n', '$-1\r\n', '+OK\r\n'],
  ...[']]', '--[[', ']]; redis.call("FLUSHALL") --', '%s', '%d%n', 'return 1', "' .. KEYS[1] .. '"],
  ...[
    '\0',
    'a\0b',
    '|',
    'a|b|1|0',
    ',',
    ',lshared,',
    '@',
    'f@2026-01-01T00:00:00Z',
    ' ',
    '\t',
    '\r\n',
    '\u001b[2J',
  ],
  ...[
    'null',
    'true',
    '~',
    '- a: b',
    '&a *a',
    '!!js/function',
    '---\n...',
    '{{ template }}',
    '${HOME}',
    '`id`',
  ],
  ...['../../../etc/passwd', '/', '\\', '%2e%2e%2f', '"', "'", '<script>', 'a:b:c', 'a.b.c', '123', '1e999'],
  ...[
    '\ufeff',
    '\u2028',
    '\u2029',
    '\u0085',
    '\u202e',
    '\uffff',
    '🔥',
    'é',
    'ſ',
    'İ',
    '東京',
    'x'.repeat(300),
  ],
];

/** Half of a pair: JSON can write it, UTF-8 can't. */
export const loneSurrogates: readonly string[] = ['\ud800', '\udfff', 'a\ud83d', '\udd25b', '\udd25\ud83d'];

/** Numbers that no double holds, or that are none when read back, as JSON writes them. */
export const hostileNumbers: readonly string[] = [
  ...['1e999', '-1e999', '-0', '9007199254740993', '1e-999', '0.1', '4', '3', '-1', '1E400'],
  '9'.repeat(400),
  `0.${'3'.repeat(400)}`,
];

/** Times at the edges of what can be written, and what only looks like one. */
export const hostileTimes: readonly string[] = [
  ...[
    '0000-01-01T00:00:00Z',
    '0000-01-01T00:00:00+23:59',
    '0001-01-01T00:00:00Z',
    '0001-01-01T01:00:00+01:00',
  ],
  ...['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:60-23:59', '1969-12-31T23:59:59.999Z'],
  ...[
    '2026-06-01T12:00:00Z',
    '2026-06-01T12:00:00.123456789+02:00',
    `2026-06-01T12:00:00.${'1'.repeat(500)}Z`,
  ],
  ...['2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '+275760-09-13T00:00:00Z', '-000001-01-01T00:00:00Z'],
  ...[
    '10000-01-01T00:00:00Z',
    '2026-06-01',
    'now',
    '1780000000',
    '2026-06-01T24:00:00Z',
    '2026-06-01T12:00:00\0Z',
  ],
];

/** Names that the code looks for, so that hostile values meet every branch. */
export const knownLabels: readonly string[] = [
  ...[
    'alertname',
    'namespace',
    'exported_namespace',
    'severity',
    'pod',
    'node',
    'instance',
    'job',
    'service',
  ],
  ...['deployment', 'job_name', 'cluster', 'exported_pod', 'persistentvolumeclaim', 'container'],
];
