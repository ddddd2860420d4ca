/** The endpoint and the plan by which a thing gets other labels: the same for every noun that has nothing else to change. */
import { http } from '@chronovisor/contracts';
import { api, endpoint } from '../endpoint.ts';
import type { Plan } from '../mutations.ts';

export const labelEndpoint = (noun: string, one: string) =>
  endpoint({
    id: `update${noun.charAt(0).toUpperCase()}${noun.slice(1)}`,
    method: 'PATCH',
    path: `${api}/${noun}s/{id}`,
    tag: `${noun}s`,
    summary: `Change the labels of ${one}`,
    description: 'What is left out stays; null takes a label away. Takes If-Match.',
    body: http.LabelsBody,
    answer: { kind: 'operation' },
    problems: ['conflict', 'precondition'],
    cli: { noun, verb: 'update' },
  });

export interface Labelling {
  readonly noun: string;
  readonly id: string;
  /** Of the service, such as `storage.LabelPool`. */
  readonly command: string;
  readonly labels: http.LabelsBody['labels'];
}

export const planLabels = ({ noun, id, command, labels = {} }: Labelling): Plan => ({
  type: `${noun}.update`,
  target: `${api}/${noun}s/${id}`,
  order: { type: command, data: { [`${noun}Id`]: id, labels } },
});
