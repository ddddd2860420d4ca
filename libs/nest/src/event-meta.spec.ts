/** Who, why and what for, beside every event. */
import type { CommandEnvelope } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { eventMeta, fingerprintOf } from './event-meta.ts';

const meta = { commandId: 'c', operationId: 'o', correlationId: 'r', actor: { kind: 'user', id: 'admin' }, at: 'now' };
const command = (more: object = {}, data: unknown = { a: 1, b: 2 }): CommandEnvelope =>
  ({ type: 'compute.StartVm', version: 1, data, meta: { ...meta, ...more } }) as unknown as CommandEnvelope;

describe('the meta of an event', () => {
  it('is texts only, and only those that are there', () => {
    expect(eventMeta(command())).toEqual({
      command: 'compute.StartVm',
      commandId: 'c',
      operationId: 'o',
      correlationId: 'r',
      actorKind: 'user',
      actorId: 'admin',
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('carries source, action, cause and trace where they are known', () => {
    const actor = { kind: 'user', id: 'admin', source: '::1' };
    const more = { causationId: 'e', traceparent: '00-1-2-01', action: 'startVm' };
    expect(eventMeta(command({ actor, ...more }))).toMatchObject({ actorSource: '::1', ...more });
  });
});

describe('the fingerprint', () => {
  it('is the same for the same request, however it was written and whoever sent it', () => {
    const { fingerprint } = eventMeta(command());
    expect(eventMeta(command({ commandId: 'd', at: 'later' }, { b: 2, a: 1 }))['fingerprint']).toBe(fingerprint);
  });

  it('is another one for any other request', () => {
    const { fingerprint } = eventMeta(command());
    expect(eventMeta(command({}, { a: 1, b: 3 }))['fingerprint']).not.toBe(fingerprint);
    expect(eventMeta({ ...command(), type: 'compute.StopVm' })['fingerprint']).not.toBe(fingerprint);
    expect(fingerprintOf([1, 2])).not.toBe(fingerprintOf([2, 1]));
  });
});
