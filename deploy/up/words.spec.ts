/** Says how events read in the foreground. */
import type { http } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';

import { sentence } from './words.ts';

const event = (change: Partial<http.EventDocument> = {}): http.EventDocument => ({
  specversion: '1.0',
  id: '0199a7c0-0000-7000-8000-000000000001',
  source: '/services/compute',
  type: 'vm.started',
  subject: 'vms/0199a7c0-0000-7000-8000-000000000000',
  time: new Date(2026, 10, 20, 9, 5, 7).toISOString(),
  datacontenttype: 'application/json',
  dataversion: 1,
  position: 7,
  revision: 2,
  actorkind: 'user',
  actorid: 'admin',
  data: {},
  ...change,
});

describe('a line of the feed', () => {
  it('says when, what, about whom, what it means and by whom', () => {
    expect(sentence(event(), 'hello')).toBe(
      '09:05:07  vm.started                vm hello            QEMU runs the vm.  by user admin',
    );
  });

  it('shows a short id where no name is known', () => {
    expect(sentence(event({ actorkind: undefined as never }), undefined)).toContain('vm 0199a7c0');
  });

  it('says the trouble rather than the meaning', () => {
    const data = { exit: { code: null, signal: 'SIGKILL', reason: 'killed by SIGKILL', logTail: '' } };
    expect(sentence(event({ type: 'vm.crashed', data }), 'hello')).toContain('killed by SIGKILL');
    expect(
      sentence(
        event({ type: 'vm.start-failed', data: { problem: { code: 'x', message: 'no memory left' } } }),
        'hello',
      ),
    ).toContain('no memory left');
  });

  it('does not stumble over an event it does not know', () => {
    expect(sentence(event({ type: 'moon.rose', subject: 'sky', data: null }), undefined)).toContain('moon.rose');
  });
});
