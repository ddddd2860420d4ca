/** The endpoints of what is recorded: events, audit trail, status. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type Endpoint } from '../endpoint.ts';

export const listEvents = endpoint({
  id: 'listEvents',
  method: 'GET',
  path: `${api}/events`,
  tag: 'events',
  summary: 'Read or follow events',
  description:
    'With `Accept: text/event-stream` a stream that `Last-Event-ID` resumes; `id` is the position, `event` the type, `data` the document. A reader that is too slow is told the last id and cut.',
  query: http.EventParameters,
  answer: { kind: 'events', schema: http.EventPage },
  cli: { noun: 'event', verb: 'list', columns: ['position', 'time', 'type', 'subject', 'actorid'] },
});

export const listAudit = endpoint({
  id: 'listAudit',
  method: 'GET',
  path: `${api}/audit`,
  tag: 'audit',
  summary: 'List the audit trail, newest first',
  query: http.AuditParameters,
  answer: { kind: 'page', schema: http.AuditPage, item: http.AuditDocument },
  cli: { noun: 'audit', verb: 'list', columns: ['at', 'actor', 'action', 'object', 'result', 'status', 'code'] },
});

export const verifyAudit = endpoint({
  id: 'verifyAudit',
  method: 'GET',
  path: `${api}/audit/verify`,
  tag: 'audit',
  summary: 'Check every link of the audit trail',
  answer: { kind: 'document', schema: http.AuditVerdict },
  cli: { noun: 'audit', verb: 'verify', columns: ['valid', 'records', 'broken'] },
});

export const getStatus = endpoint({
  id: 'getStatus',
  method: 'GET',
  path: `${api}/status`,
  tag: 'status',
  summary: 'Show how the parts are',
  answer: { kind: 'document', schema: http.StatusDocument },
  cli: { noun: 'status', verb: 'show', columns: ['version', 'position', 'head', 'bus', 'roles'] },
});

export const recordEndpoints: readonly Endpoint[] = [listEvents, listAudit, verifyAudit, getStatus];
