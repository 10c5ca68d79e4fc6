import { ApiException } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';

import { classify, isAlreadyExists, isObjectMissing } from '../../../src/sink/kubernetes/errors.ts';
import { alertStormType } from '../../../src/sink/resource-type.ts';
import { SinkError } from '../../../src/sink/sink.ts';

const asked = { type: alertStormType, verbs: ['create', 'get'] };
const now = Date.UTC(2026, 10, 24, 12);

function answer(code: number, body: unknown = { message: 'words' }, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new ApiException(code, 'Unknown API Status Code!', text, headers);
}

function rulingOf(error: unknown) {
  const { verdict, reason } = classify(error, asked, now);
  return [verdict, reason];
}

describe('an answer of the API server', () => {
  it.each([
    [400, 'never', 'invalid'],
    [401, 'wait', 'unauthorized'],
    [403, 'wait', 'forbidden'],
    [404, 'wait', 'definition_missing'],
    [405, 'wait', 'unexpected'],
    [408, 'retry', 'timeout'],
    [409, 'retry', 'conflict'],
    [413, 'never', 'too_large'],
    [418, 'wait', 'unexpected'],
    [422, 'never', 'invalid'],
    [429, 'retry', 'throttled'],
    [500, 'retry', 'server_error'],
    [503, 'retry', 'server_error'],
    [504, 'retry', 'server_error'],
    [599, 'retry', 'server_error'],
  ])('of %i means %s: %s', (code, verdict, reason) => {
    expect(rulingOf(answer(code))).toEqual([verdict, reason]);
    expect(classify(answer(code), asked, now).message).toBe(`the API server answered ${code}: words`);
    expect(classify(answer(code), asked, now).advice).toMatch(/^[A-Z].*[^.]$/);
  });

  it('names the namespace that is missing, and how to create it', () => {
    const body = {
      reason: 'NotFound',
      message: 'namespaces "a" not found',
      details: { name: 'a', kind: 'namespaces' },
    };
    const error = classify(answer(404, body), asked, now);
    expect(error).toMatchObject({
      verdict: 'wait',
      reason: 'namespace_missing',
      message: 'the API server answered 404: namespaces "a" not found',
      advice: 'Create the namespace: kubectl create namespace a; or set STORMFOLD_SINK_NAMESPACE to another',
    });
  });

  it('in plain text, for a path that no handler knows, says how to apply the definition', () => {
    const error = classify(answer(404, '404 page not found\n'), asked, now);
    expect(error).toMatchObject({
      reason: 'definition_missing',
      message: 'the API server answered 404: 404 page not found',
      advice: 'Apply the definition: stormfold crd | kubectl apply -f -',
    });
  });

  it('that forbids says which rule is missing', () => {
    expect(classify(answer(403), asked, now).advice).toContain(
      '{apiGroups: [stormfold.io], resources: [alertstorms], verbs: [create, get]}',
    );
  });

  it('that forbids a status says so', () => {
    const patch = { type: alertStormType, verbs: ['patch'], subresource: 'status' };
    expect(classify(answer(403), patch, now).advice).toContain(
      '{apiGroups: [stormfold.io], resources: [alertstorms/status], verbs: [patch]}',
    );
  });

  it('without a body has no words', () => {
    const error = classify(new ApiException(401, 'Unauthorized', undefined, {}), asked, now);
    expect(error.message).toBe('the API server answered 401: without a word');
  });

  it('has no more words than a log line can carry', () => {
    expect(classify(answer(422, 'x'.repeat(100_000)), asked, now).message.length).toBeLessThan(2100);
  });
});

describe('the time that the server asks for', () => {
  it.each([
    ['seconds', { 'retry-after': '7' }, {}, 7000],
    ['a date', { 'retry-after': 'Tue, 24 Nov 2026 12:00:30 GMT' }, {}, 30_000],
    ['a date gone by', { 'retry-after': 'Tue, 24 Nov 2026 11:00:00 GMT' }, {}, 0],
    ['nonsense', { 'retry-after': 'soon' }, {}, undefined],
    ['the status', {}, { details: { retryAfterSeconds: 3 } }, 3000],
    ['nothing', {}, {}, undefined],
  ])('is read from %s', (_from, headers, body, expected) => {
    expect(classify(answer(429, body, headers as Record<string, string>), asked, now).retryAfterMs).toBe(
      expected,
    );
  });
});

describe('no answer', () => {
  it('in time is tried again, although its code looks like a status', () => {
    const error = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    expect(error.code).toBe(23);
    expect(rulingOf(error)).toEqual(['retry', 'timeout']);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT'])(
    'because of %s is tried again',
    (code) => {
      const cause = Object.assign(new Error('details'), { code });
      const error = classify(new TypeError('fetch failed', { cause }), asked, now);
      expect(error).toMatchObject({ verdict: 'retry', reason: 'network' });
      expect(error.message).toBe(`cannot reach the API server: ${code}`);
    },
  );

  it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'because of %s is tried again, with a word about certificates',
    (code) => {
      const cause = Object.assign(new Error('details'), { code });
      const error = classify(new TypeError('fetch failed', { cause }), asked, now);
      expect(error).toMatchObject({ verdict: 'retry', reason: 'tls' });
      expect(error.advice).toContain('certificate authority');
    },
  );

  it('because credentials could not be read waits for somebody to mend them', () => {
    const error = Object.assign(new Error("ENOENT: no such file, open '/token'"), { code: 'ENOENT' });
    expect(rulingOf(error)).toEqual(['wait', 'credentials']);
  });
});

describe('classify', () => {
  it('keeps what was judged already', () => {
    const error = new SinkError('x', { verdict: 'never', reason: 'conflict' });
    expect(classify(error, asked)).toBe(error);
  });

  it('tells an object that is missing from a definition, a namespace or another object that is', () => {
    const missing = (details: object) => answer(404, { reason: 'NotFound', details });
    expect(isObjectMissing(missing({ name: 'a', kind: 'alertstorms' }), 'a')).toBe(true);
    expect(isObjectMissing(missing({ name: 'b', kind: 'alertstorms' }), 'a')).toBe(false);
    expect(isObjectMissing(missing({ name: 'a', kind: 'namespaces' }), 'a')).toBe(false);
    expect(isObjectMissing(missing({}), 'a')).toBe(false);
    expect(isObjectMissing(answer(404, '404 page not found\n'), 'a')).toBe(false);
    expect(isObjectMissing(answer(403, { details: { name: 'a' } }), 'a')).toBe(false);
    expect(isObjectMissing(new Error('not found'), 'a')).toBe(false);
  });

  it('tells "already exists" from other conflicts', () => {
    expect(isAlreadyExists(answer(409, { reason: 'AlreadyExists' }))).toBe(true);
    expect(isAlreadyExists(answer(409, { reason: 'Conflict' }))).toBe(false);
    expect(isAlreadyExists(answer(422, { reason: 'AlreadyExists' }))).toBe(false);
    expect(isAlreadyExists(new Error('AlreadyExists'))).toBe(false);
  });
});
