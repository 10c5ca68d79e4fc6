import { ROOT_CONTEXT, SpanKind, propagation } from '@opentelemetry/api';
import type { Request, RequestHandler } from 'express';

import { asPartOf, tellFailure, tracer } from '../tracing.ts';
import { routeOf } from './count-requests.ts';

/**
 * A span from here to the end of the answer, part of the sender's trace where it sent a `traceparent`. For the routes
 * that take alerts: probes and scrapes would be a trace every few seconds. The first handler of its route.
 */
export const serverSpan: RequestHandler = (request, response, next) => {
  const sender = propagation.extract(ROOT_CONTEXT, request.headers);
  const name = `${request.method} ${routeOf(request)}`;
  const span = tracer().startSpan(name, { kind: SpanKind.SERVER, attributes: attributesOf(request) }, sender);
  response.once('close', () => {
    if (response.headersSent) span.setAttribute('http.response.status_code', response.statusCode);
    const errorType = errorTypeOf(response);
    if (errorType !== undefined) tellFailure(span, errorType);
    span.end();
  });
  asPartOf(span, next, sender);
};

/** By OpenTelemetry's conventions a refusal, 4xx, is the sender's error and none of the server's. */
function errorTypeOf({ statusCode, writableFinished }: Parameters<RequestHandler>[1]): string | undefined {
  if (!writableFinished) return 'aborted';
  return statusCode >= 500 ? String(statusCode) : undefined;
}

// Without the query and the headers, which may hold secrets.
function attributesOf(request: Request) {
  const port = /:(\d+)$/.exec(request.host)?.[1];
  return {
    'http.request.method': request.method,
    'http.route': routeOf(request),
    'url.path': request.baseUrl + request.path,
    'url.scheme': request.protocol,
    'server.address': request.hostname,
    ...(port !== undefined && { 'server.port': Number(port) }),
    'network.protocol.version': request.httpVersion,
    'user_agent.original': request.get('User-Agent'),
  };
}
