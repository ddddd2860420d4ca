/** The endpoints that ask the log rather than the present. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type Endpoint } from '../endpoint.ts';

export const getDiff = endpoint({
  id: 'getDiff',
  method: 'GET',
  path: `${api}/diff`,
  tag: 'events',
  summary: 'Show what is not as it was',
  description:
    'Compares vms, volumes, networks and all other things at two moments, field by field. What came and went in between is not shown; the events tell of it.',
  query: http.DiffParameters,
  answer: { kind: 'document', schema: http.DiffDocument },
  cli: { noun: 'diff', verb: 'show', columns: ['kind', 'name', 'change', 'fields', 'subject'] },
});

export const getVmTimeline = endpoint({
  id: 'getVmTimeline',
  method: 'GET',
  path: `${api}/vms/{id}/timeline`,
  tag: 'vms',
  summary: 'Show how things about a vm came about',
  description:
    'From the request and its actor over commands, events and host commands to what was said to QEMU and by it. Secrets are left out. What the host said to QEMU it keeps for a while only; the rest is there for ever. What was done for an order to many vms says so in `partOf`; `operation` takes the id of the order as well.',
  query: http.TimelineParameters,
  answer: { kind: 'document', schema: http.TimelineDocument },
  cli: { noun: 'vm', verb: 'timeline', columns: ['name', 'vm', 'threads'] },
});

export const getVmWhy = endpoint({
  id: 'getVmWhy',
  method: 'GET',
  path: `${api}/vms/{id}/why`,
  tag: 'vms',
  summary: 'Say why a vm is in its status',
  description:
    'In words, from the events: who asked for what and when, what happened, what it waits for, what can be done.',
  answer: { kind: 'document', schema: http.WhyDocument },
  cli: { noun: 'vm', verb: 'why', columns: ['name', 'status', 'since', 'summary'] },
});

export const memoryEndpoints: readonly Endpoint[] = [getDiff, getVmTimeline, getVmWhy];
