import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

import { apiDocument } from '../../src/api/document.ts';
import { apiRoutes } from '../../src/api/routes.ts';
import type { Answer } from '../http/support.ts';

/** The document as it goes out, but for what later versions may add: that would be unknown to it. */
const exactDocument = JSON.parse(JSON.stringify(apiDocument(apiRoutes, true))) as Document;

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

/** Every operation, as `get /path`. */
export const operations = Object.entries(exactDocument.paths).flatMap(([path, under]) =>
  Object.keys(under).map((method) => `${method} ${path}`),
);

// The document is no schema, but its parts are, and they name each other by their place in it. Its formats say no more
// than its tests do, and `example` is OpenAPI's own word.
const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
ajv.addSchema({ $id: 'document', ...exactDocument });

/** Fails unless the document says that this operation may answer so: with this status, this type and this body. */
export function expectDocumented(operation: string, { status, headers, body }: Answer): void {
  const [method = '', path = ''] = operation.split(' ');
  const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
  const response = exactDocument.paths[path]?.[method]?.responses[status];
  const content = response?.content;
  // Documented without a body is answered without one.
  if (response && !content) return expect([operation, status, body]).toEqual([operation, status, '']);
  expect([operation, status, Object.keys(content ?? {})]).toEqual([
    ...[operation, status, expect.arrayContaining([type])],
  ]);
  const pointer = ['paths', path, method, 'responses', `${status}`, 'content', type, 'schema'];
  const steps = pointer.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')));
  const validate = ajv.compile({ $ref: `document#/${steps.join('/')}` });
  validate(body);
  expect([operation, status, validate.errors]).toEqual([operation, status, null]);
}
