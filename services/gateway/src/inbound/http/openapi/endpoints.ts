/** The endpoints around the API itself: its document, health and metrics. */
import { z } from 'zod';
import { api, endpoint, type Endpoint } from '../endpoint.ts';

const Health = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' });
const Readiness = z.strictObject({ status: z.literal('ready'), position: z.int() }).meta({ id: 'Readiness' });

export const getOpenApi = endpoint({
  id: 'getOpenApi',
  method: 'GET',
  path: `${api}/openapi.json`,
  tag: 'status',
  summary: 'This document',
  answer: { kind: 'document', schema: z.looseObject({ openapi: z.string() }) },
  cli: 'programs read it; people read /docs',
});

export const getHealth = endpoint({
  id: 'getHealth',
  method: 'GET',
  path: '/healthz',
  tag: 'status',
  summary: 'Whether the process lives',
  answer: { kind: 'document', schema: Health },
  cli: 'for supervisors of the process',
  open: true,
});

export const getReadiness = endpoint({
  id: 'getReadiness',
  method: 'GET',
  path: '/readyz',
  tag: 'status',
  summary: 'Whether it can take requests',
  answer: { kind: 'document', schema: Readiness },
  cli: 'for supervisors of the process',
  open: true,
});

export const getMetrics = endpoint({
  id: 'getMetrics',
  method: 'GET',
  path: '/metrics',
  tag: 'status',
  summary: 'Metrics for Prometheus',
  description: 'Without a token from the same machine only.',
  answer: { kind: 'bytes', type: 'text/plain', description: 'Prometheus text format' },
  cli: 'for Prometheus',
});

export const selfEndpoints: readonly Endpoint[] = [getOpenApi, getHealth, getReadiness, getMetrics];
