/** The endpoints for who runs Chronovisor itself. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type Endpoint } from '../endpoint.ts';

const columns = ['consistent', 'position', 'things', 'tookMs'];

export const selfCheck = endpoint({
  id: 'selfCheck',
  method: 'GET',
  path: `${api}/admin/self-check`,
  tag: 'status',
  summary: 'Compare the views with the log',
  description:
    'Builds all views a second time from the events and compares every document. A difference is a bug: it is told here, in the log, in `chrono_view_differences_total` and in the status.',
  answer: { kind: 'document', schema: http.SelfCheckDocument },
  cli: { noun: 'admin', verb: 'self-check', columns },
});

export const rebuildViews = endpoint({
  id: 'rebuildViews',
  method: 'POST',
  path: `${api}/admin/rebuild`,
  tag: 'status',
  summary: 'Build the views anew from the log',
  description:
    'The old ones serve until the new ones have caught up. Answers are the same before and after; where they are not, the difference was a bug, and is told. With `dryRun=true` nothing is put in place.',
  answer: { kind: 'document', schema: http.SelfCheckDocument },
  cli: { noun: 'admin', verb: 'rebuild', columns },
});

export const adminEndpoints: readonly Endpoint[] = [selfCheck, rebuildViews];
