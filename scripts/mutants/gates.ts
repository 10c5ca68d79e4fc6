import type { Mutant } from './mutant.ts';

const proxy = { file: 'src/http/trusted-proxy.ts', tests: ['test/http/trusted-proxy.test.ts'] };
const logins = { file: 'src/http/failed-logins.ts', tests: ['test/http/operator.test.ts'] };
const gate = { file: 'src/http/operator.ts', tests: ['test/http/operator.test.ts'] };
const sites = { file: 'src/http/same-origin.ts', tests: ['test/http/same-origin.test.ts'] };

/** The protections at the gates: who may come in, and how fast one may guess. */
export const gateMutants: readonly Mutant[] = [
  {
    ...sites,
    name: 'same origin: pages of other sites may press buttons',
    find: `if (reading.has(request.method) || isOwnPage(request, proxy)) return next();`,
    replace: `return next();`,
  },
  {
    ...sites,
    name: 'same origin: anybody may say for which host he comes',
    find: `proxy?.isPeer(request) ?`,
    replace: `proxy ?`,
  },
  {
    ...sites,
    name: 'same origin: an open instance answers to every name',
    find: `if (host === undefined || isOfThisMachine(host)) return next();`,
    replace: `return next();`,
  },
  {
    ...proxy,
    name: "proxy: everybody's header is believed",
    find: `if (!this.isPeer(request)) return this.#tellOf(request);`,
    replace: '',
  },
  {
    ...proxy,
    name: 'proxy: the first of several users is believed',
    find: `if (more.length > 0 || value.includes(',')) return undefined;`,
    replace: '',
  },
  {
    ...proxy,
    name: 'proxy: without credentials the gate is open',
    file: 'src/http/operator.ts',
    find: `if (secrets.open && !proxy)`,
    replace: `if (secrets.open)`,
  },
  {
    ...logins,
    name: 'logins: all who wait are answered at the same time',
    find: `    await failing.turn;\n`,
    replace: '',
  },
  {
    ...logins,
    name: 'logins: a failure is forgotten some time after the first',
    find: `this.#failing.set(address, failing);`,
    replace: `if (failing.failures === 1) this.#failing.set(address, failing);`,
  },
  {
    ...gate,
    name: 'logins: however many wait, everybody is listened to',
    find: `if (logins.isCrowded(address)) throw tooManyLogins();`,
    replace: '',
  },
];
