import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';

/** Keeps every span that ended, after it was shut down too. */
export class SpanStore extends InMemorySpanExporter {
  get spans(): readonly ReadableSpan[] {
    return this.getFinishedSpans();
  }

  override shutdown(): Promise<void> {
    return Promise.resolve();
  }

  /** A trace as an indented tree: `name KIND`, and `!type` of what failed. Partitions are `N`. */
  tree(traceId: string): string[] {
    const own = this.spans.filter((span) => span.spanContext().traceId === traceId);
    const ids = new Set(own.map(idOf));
    const roots = own.filter(({ parentSpanContext: parent }) => !parent || !ids.has(parent.spanId));
    return roots.flatMap((root) => linesOf(root, own, ''));
  }

  /** Every trace's id, by when its first span began. */
  traces(): string[] {
    return [...new Set(inOrder(this.spans).map((span) => span.spanContext().traceId))];
  }

  named(name: string, traceId?: string): ReadableSpan[] {
    return inOrder(this.spans).filter(
      (span) => span.name === name && (traceId ?? span.spanContext().traceId) === span.spanContext().traceId,
    );
  }
}

function linesOf(span: ReadableSpan, all: readonly ReadableSpan[], indent: string): string[] {
  const children = inOrder(all.filter(({ parentSpanContext: parent }) => parent?.spanId === idOf(span)));
  const failed =
    span.status.code === SpanStatusCode.ERROR ? ` !${String(span.attributes['error.type'])}` : '';
  const name = span.name.replace(/aggregate-\d+/, 'aggregate-N');
  return [
    `${indent}${name} ${SpanKind[span.kind]}${failed}`,
    ...children.flatMap((child) => linesOf(child, all, `${indent}  `)),
  ];
}

function idOf(span: ReadableSpan): string {
  return span.spanContext().spanId;
}

function inOrder(spans: readonly ReadableSpan[]): ReadableSpan[] {
  return spans.toSorted((a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1]);
}
