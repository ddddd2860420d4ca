/** Traces: W3C trace context carried by hand in every envelope, spans exported only when an OTLP endpoint is set. */
import { randomBytes } from 'node:crypto';
import {
  type Attributes,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const NONE = /^0+$/;

export interface SpanOptions {
  readonly kind?: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  readonly attributes?: Attributes;
}

export interface Tracing {
  /** Runs `work` inside a span and hands it the traceparent to pass on. A rejection marks the span as failed. */
  span<T>(
    name: string,
    parent: string | undefined,
    work: (traceparent: string) => Promise<T>,
    options?: SpanOptions,
  ): Promise<T>;
  close(): Promise<void>;
}

const contextOf = (traceparent: string | undefined): SpanContext | null => {
  const match = TRACEPARENT.exec(traceparent ?? '');
  if (match === null || NONE.test(match[1] as string) || NONE.test(match[2] as string)) return null;
  return {
    traceId: match[1] as string,
    spanId: match[2] as string,
    traceFlags: Number.parseInt(match[3] as string, 16),
    isRemote: true,
  };
};

const textOf = (context: SpanContext): string =>
  `00-${context.traceId}-${context.spanId}-${context.traceFlags.toString(16).padStart(2, '0')}`;

/** The 32 hex digits of the trace, or null when the text is no traceparent. */
export const traceIdOf = (traceparent: string | undefined): string | null => contextOf(traceparent)?.traceId ?? null;

/** The given traceparent when it is well-formed, else a new one. */
export const continueTrace = (traceparent: string | undefined): string => {
  const given = contextOf(traceparent);
  return textOf(
    given ?? {
      traceId: randomBytes(16).toString('hex'),
      spanId: randomBytes(8).toString('hex'),
      traceFlags: TraceFlags.SAMPLED,
    },
  );
};

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

const withTracer = (tracer: Tracer, close: () => Promise<void>): Tracing => ({
  span: async (name, parent, work, options = {}) => {
    const context = contextOf(parent);
    const span = tracer.startSpan(
      name,
      {
        kind: KINDS[options.kind ?? 'internal'],
        ...(options.attributes === undefined ? {} : { attributes: options.attributes }),
      },
      context === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, context),
    );
    try {
      return await work(textOf(span.spanContext()));
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      span.end();
    }
  },
  close,
});

const withoutExport: Tracing = {
  span: (_name, parent, work) => work(continueTrace(parent)),
  close: () => Promise.resolve(),
};

/** `endpoint`: OTLP over HTTP, e.g. `http://127.0.0.1:4318`; undefined: trace ids are still made and passed on. */
export const createTracing = (service: string, endpoint: string | undefined): Tracing => {
  if (endpoint === undefined) return withoutExport;
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `chronovisor-${service}` }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: new URL('/v1/traces', endpoint).href }) }),
    ],
  });
  return withTracer(provider.getTracer('chronovisor'), () => provider.shutdown());
};
