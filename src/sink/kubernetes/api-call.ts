import {
  ApiException,
  type Middleware,
  type RequestContext,
  type ResponseContext,
} from '@kubernetes/client-node';
import { type Span, SpanKind, context, createContextKey, propagation } from '@opentelemetry/api';

import { errorTypeOf, inSpan } from '../../tracing.ts';
import { codeOf } from '../../errors.ts';

const callKey = createContextKey('call of the API server');

/** One call of the API server, in a span such as `create alertstorms` that says how it was answered. */
export function apiCall<T>(verb: string, plural: string, call: () => Promise<T>): Promise<T> {
  const span = { name: `${verb} ${plural}`, kind: SpanKind.CLIENT, attributes: {}, errorType };
  return inSpan(span, (own) => context.with(context.active().setValue(callKey, own), call));
}

/** The answer's status, or the system's word for why there was none. */
function errorType(error: unknown): string {
  if (error instanceof ApiException) return String(error.code);
  return (error instanceof Error ? codeOf(error.cause) : undefined) ?? errorTypeOf(error);
}

/** Tells the span of a call what the client knows of it alone, and the server which span it is called in. */
export class CallTeller implements Middleware {
  pre(request: RequestContext): Promise<RequestContext> {
    const { protocol, hostname, port } = new URL(request.getUrl());
    spanOfCall()?.setAttributes({
      'http.request.method': request.getHttpMethod(),
      'url.scheme': protocol.slice(0, -1),
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    });
    const set = (to: RequestContext, name: string, value: string) => to.setHeaderParam(name, value);
    propagation.inject(context.active(), request, { set });
    return Promise.resolve(request);
  }

  post(response: ResponseContext): Promise<ResponseContext> {
    spanOfCall()?.setAttribute('http.response.status_code', response.httpStatusCode);
    return Promise.resolve(response);
  }
}

// Not the active span: a call that nobody gave a span of its own must not write into that of its job.
function spanOfCall(): Span | undefined {
  return context.active().getValue(callKey) as Span | undefined;
}
