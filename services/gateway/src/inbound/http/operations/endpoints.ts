/** The endpoints of operations. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type Endpoint } from '../endpoint.ts';

const tag = 'operations';
const columns = ['id', 'type', 'status', 'target', 'createdAt', 'finishedAt'];

export const listOperations = endpoint({
  id: 'listOperations',
  method: 'GET',
  path: `${api}/operations`,
  tag,
  summary: 'List operations, newest first',
  query: http.OperationListParameters,
  answer: { kind: 'page', schema: http.OperationPage, item: http.OperationDocument },
  cli: { noun: 'operation', verb: 'list', columns },
});

export const getOperation = endpoint({
  id: 'getOperation',
  method: 'GET',
  path: `${api}/operations/{id}`,
  tag,
  summary: 'Show an operation, or wait for its end',
  query: http.OperationParameters,
  answer: { kind: 'document', schema: http.OperationDocument },
  cli: { noun: 'operation', verb: 'show', columns },
});

export const cancelOperation = endpoint({
  id: 'cancelOperation',
  method: 'DELETE',
  path: `${api}/operations/{id}`,
  tag,
  summary: 'Cancel an operation',
  description:
    'What it did so far is taken back. Steps that cannot be given up answer 409. Of an order to many vms nothing is taken back: no more are sent, and `children` tell which were done, are under way, and were never sent.',
  answer: { kind: 'operation' },
  problems: ['conflict'],
  cli: { noun: 'operation', verb: 'cancel' },
});

const order = (verb: 'retry' | 'skip' | 'force', summary: string, description: string): Endpoint =>
  endpoint({
    id: `${verb}Operation`,
    method: 'POST',
    path: `${api}/operations/{id}/${verb}`,
    tag,
    summary,
    description,
    answer: { kind: 'operation' },
    problems: ['conflict'],
    cli: { noun: 'operation', verb },
  });

export const retryOperation = order(
  'retry',
  'Try the failed undo of a stuck operation again',
  'For when what stood in its way is gone. An operation that is not stuck answers 409.',
);
export const skipOperation = order(
  'skip',
  'Let a stuck operation go on without what it cannot undo',
  'What was not undone stays behind for you to clear away; the rest is undone.',
);
export const forceOperation = order(
  'force',
  'End a stuck operation as it is',
  'Nothing more is undone; what it made stays behind for you to clear away.',
);

export const undoOperation = endpoint({
  id: 'undoOperation',
  method: 'POST',
  path: `${api}/operations/{id}/undo`,
  tag,
  summary: 'Take back what an operation changed',
  description:
    'Changes of names, descriptions, labels, hardware, boot, projects, members, quotas, dependencies, schedules and webhooks; `reversible` says it beforehand. Answers a new operation, which can be undone in turn. What was changed again since answers 409 with its fields; hardware that a running vm cannot give back answers 409 as the change itself would, unless `apply` says when.',
  query: http.UndoParameters,
  answer: { kind: 'operation' },
  problems: ['conflict', 'precondition'],
  cli: { noun: 'operation', verb: 'undo' },
});

export const operationEndpoints: readonly Endpoint[] = [
  listOperations,
  getOperation,
  cancelOperation,
  retryOperation,
  skipOperation,
  forceOperation,
  undoOperation,
];
