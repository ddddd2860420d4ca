/** Says how events read in the foreground. */
import type { http } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';

import { isInternal, sentence } from './words.ts';

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

const names = { subject: 'hello', actor: 'admin' };

describe('a line of the feed', () => {
  it('says when, what, about whom, what it means and by whom', () => {
    expect(sentence(event(), names)).toBe(
      '09:05:07  vm.started                  vm hello            QEMU runs the vm  by user admin',
    );
  });

  it('shows a short id where no name is known', () => {
    expect(sentence(event(), { subject: undefined, actor: undefined })).toContain('vm 0199a7c0');
  });

  it('keeps to the first point of a long meaning', () => {
    const line = sentence(event({ type: 'host.joined' }), { subject: 'rack-7', actor: 'rack-7' });
    expect(line).toMatch(/A host process said who it is {2}by user rack-7$/);
  });

  it('says the trouble rather than the meaning', () => {
    const data = { exit: { code: null, signal: 'SIGKILL', reason: 'killed by SIGKILL', logTail: '' } };
    expect(sentence(event({ type: 'vm.crashed', data }), names)).toContain('killed by SIGKILL');
    const failed = event({ type: 'vm.start-failed', data: { problem: { code: 'x', message: 'no memory left' } } });
    expect(sentence(failed, names)).toContain('no memory left');
  });

  it('does not stumble over an event it does not know', () => {
    expect(sentence(event({ type: 'moon.rose', subject: 'sky', data: null }), names)).toContain('moon.rose');
  });
});

describe('the book-keeping of sagas', () => {
  it('is left out, but not what goes wrong in it', () => {
    expect(['saga.started', 'saga.step-dispatched', 'saga.ended'].map((type) => isInternal(event({ type })))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['saga.step-failed', 'saga.stuck', 'vm.started'].map((type) => isInternal(event({ type })))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
