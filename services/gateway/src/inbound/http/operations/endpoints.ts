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
  description: 'What it did so far is taken back. Steps that cannot be given up answer 409.',
  answer: { kind: 'operation' },
  problems: ['conflict'],
  cli: { noun: 'operation', verb: 'cancel' },
});

export const operationEndpoints: readonly Endpoint[] = [listOperations, getOperation, cancelOperation];
