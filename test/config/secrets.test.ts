import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';

import { describeConfig, loadConfig } from '../../src/config.ts';
import { messageOf } from '../../src/errors.ts';
import { loadYaml, withFiles } from './load.ts';

/** A secret with a part that is found again in whatever quotes, escapes or cuts it. */
const secret = fc
  .tuple(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.stringMatching(/^[a-f\d]{12}$/),
    fc.string({ maxLength: 8 }),
  )
  .map(([before, part, after]) => ({ part, text: before + part + after }));

/** Everything that a person could see of a configuration. */
function seen(load: () => ReturnType<typeof loadConfig>): string {
  try {
    return JSON.stringify(describeConfig(load()));
  } catch (error) {
    return messageOf(error) + JSON.stringify(error) + String((error as Error).cause);
  }
}

function fromEnv(env: Record<string, string>): string {
  return seen(() => loadConfig({ env }));
}

function fromYaml(content: unknown): string {
  return seen(() => loadYaml(stringify(content)));
}

const credentials = (kind: string, value: unknown) => ({ auth: { webhook: { [kind]: value } } });

const places: Record<string, (text: string) => string> = {
  'a webhook token': (text) => fromEnv({ STORMFOLD_WEBHOOK_TOKENS: text }),
  'an operator token': (text) => fromEnv({ STORMFOLD_OPERATOR_TOKENS: text }),
  'a webhook password': (text) => fromEnv({ STORMFOLD_WEBHOOK_BASIC: `user:${text}` }),
  'a pair without its colon': (text) => fromEnv({ STORMFOLD_OPERATOR_BASIC: text }),
  'a token in place of a path': (text) => fromEnv({ STORMFOLD_WEBHOOK_TOKENS_FILE: text }),
  'the password of Redis': (text) => fromEnv({ REDIS_URL: `redis://user:${text}@redis:6379/0` }),
  'the password of Redis, escaped': (text) =>
    fromEnv({ REDIS_URL: `rediss://:${encodeURIComponent(text.toWellFormed())}@redis` }),
  'the password of Redis, after digits': (text) => fromEnv({ REDIS_URL: `redis://user:12${text}@redis` }),
  'the password of Redis as its user': (text) => fromEnv({ REDIS_URL: `redis://${text}@redis` }),
  'the password of Redis as an option': (text) => fromEnv({ REDIS_URL: `redis://redis?password=${text}` }),
  'the password of Redis alone': (text) => fromEnv({ REDIS_URL: text }),
  'the password of sentinels': (text) =>
    fromEnv({ REDIS_URL: `redis://a,redis://:${text}@b`, STORMFOLD_REDIS_MODE: 'sentinel' }),
  'the password of Redis in place of a path': (text) => fromEnv({ STORMFOLD_REDIS_PASSWORD_FILE: text }),
  'a password in the wrong file': (text) =>
    withFiles({ password: text }, (cwd) =>
      seen(() =>
        loadConfig({
          env: {
            ...{ REDIS_URL: 'rediss://redis', STORMFOLD_REDIS_PASSWORD_FILE: 'password' },
            ...{ STORMFOLD_REDIS_TLS_CA_FILE: 'password', STORMFOLD_REDIS_TLS_CERT_FILE: 'password' },
            STORMFOLD_REDIS_TLS_KEY_FILE: 'password',
          },
          cwd,
        }),
      ),
    ),
  'tokens of the file': (text) => fromYaml(credentials('tokens', ['fine', text])),
  'tokens without a list': (text) => fromYaml(credentials('tokens', text)),
  'tokens as a mapping': (text) => fromYaml(credentials('tokens', { [text]: text })),
  'tokens in lists': (text) => fromYaml(credentials('tokens', [[text], { [text]: text }])),
  'tokens instead of credentials': (text) => fromYaml({ auth: { webhook: [text] } }),
  'a token as a key': (text) => fromYaml({ auth: { operator: { [text]: null } } }),
  'a token as auth': (text) => fromYaml({ auth: text }),
  'a token under a wrong key': (text) => fromYaml(credentials('tokenz', [text])),
  'basic of the file': (text) => fromYaml(credentials('basic', [`u:${text}`, text])),
  'tokenFiles of the file': (text) => fromYaml(credentials('tokenFiles', [text])),
  'redisUrl of the file': (text) => fromYaml({ redisUrl: [text, { [text]: text }] }),
  'a file that is not YAML': (text) =>
    seen(() => loadYaml(`auth:\n  webhook:\n    tokens: [${text}]\n  tokens: ${text}: ${text}\n "`)),
  'a token file': (text) =>
    withFiles({ tokens: `good\n${text}` }, (cwd) =>
      seen(() => loadConfig({ env: { STORMFOLD_WEBHOOK_TOKENS_FILE: 'tokens' }, cwd })),
    ),
};

describe('secrets', () => {
  it.each(Object.entries(places))('are never shown: %s', (_, place) => {
    fc.assert(
      fc.property(secret, ({ part, text }) => {
        expect(place(text)).not.toContain(part);
      }),
    );
  });
});
