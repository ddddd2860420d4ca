import type { RecordedEvent } from '@chronovisor/event-store';
import { describe, expect, it } from 'vitest';
import { eventDocument } from './document.ts';
import { createMatcher } from './filter.ts';
import { FeedView } from './view.ts';

const event = (position: number, type = 'compute.VmStarted', stream = 'vm-1'): RecordedEvent => ({
  id: `event-${position}`,
  type,
  version: 1,
  data: { vmId: '1' },
  meta: { correlationId: 'trace', actorKind: 'user', actorId: 'admin' },
  stream,
  revision: position,
  position,
  commitId: 'c',
  at: '2026-01-01T00:00:00.000Z',
});

const positions = (items: readonly { readonly event: RecordedEvent }[] | null): readonly number[] | null =>
  items?.map((item) => item.event.position) ?? null;

describe('the feed', () => {
  it('gives what is later than a position, while it is kept', () => {
    const feed = new FeedView(2);
    for (let position = 1; position <= 4; position += 1) feed.apply(event(position));
    expect(positions(feed.since(2))).toEqual([3, 4]);
    expect(positions(feed.since(4))).toEqual([]);
    expect(feed.since(1)).toBeNull();
  });

  it('tells listeners of every public event, until they stop listening', () => {
    const feed = new FeedView();
    let told = 0;
    const stop = feed.listen(() => (told += 1));
    feed.apply(event(1));
    feed.apply(event(2, 'gateway.KeyAccepted', 'idempotency-1'));
    feed.apply(event(3, 'claims.Claimed', 'claim-vm-name-x'));
    feed.apply(event(4, 'audit.AccessRecorded', 'audit-2026-01-01'));
    stop();
    feed.apply(event(5));
    expect(told).toBe(1);
    expect(positions(feed.since(0))).toEqual([1, 5]);
  });

  it('gives the latest that match, oldest first', () => {
    const feed = new FeedView();
    for (const [index, type] of ['compute.VmStarted', 'compute.HostJoined', 'compute.VmStopped'].entries())
      feed.apply(event(index + 1, type));
    const matches = createMatcher({ types: ['vm.*'], subjects: null });
    expect(positions(feed.latest(1, matches))).toEqual([3]);
    expect(positions(feed.latest(5, matches))).toEqual([1, 3]);
  });
});

describe('an event in the feed', () => {
  it('is put into words once, however many readers there are', () => {
    let times = 0;
    const data = {
      toJSON: () => {
        times += 1;
        return { vmId: '1' };
      },
    };
    const feed = new FeedView();
    feed.apply({ ...event(1), data: data as never });
    for (let reader = 0; reader < 200; reader += 1) expect(feed.since(0)?.[0]?.json()).toContain('"data":{"vmId":"1"}');
    expect(times).toBe(1);
  });
});

describe('a filter', () => {
  const is = (types: readonly string[] | null, type: string): boolean =>
    createMatcher({ types, subjects: null })(event(1, type));

  it('takes types by their public names, with stars', () => {
    expect(is(['vm.started'], 'compute.VmStarted')).toBe(true);
    expect(is(['vm.started'], 'compute.VmStartFailed')).toBe(false);
    expect(is(['vm.*'], 'compute.VmStartFailed')).toBe(true);
    expect(is(['*.start-failed', 'host.*'], 'compute.VmStartFailed')).toBe(true);
    expect(is(['vm.*'], 'storage.VolumeCreated')).toBe(false);
    expect(is(null, 'storage.VolumeCreated')).toBe(true);
  });

  it('reads a dot as a dot', () => {
    expect(is(['vmx*'], 'compute.VmStarted')).toBe(false);
    expect(is(['vm.starte.'], 'compute.VmStarted')).toBe(false);
  });

  it('takes subjects', () => {
    const matches = createMatcher({ types: null, subjects: ['vms/1'] });
    expect([matches(event(1)), matches(event(1, 'compute.VmStarted', 'vm-2'))]).toEqual([true, false]);
  });
});

describe('an event outside', () => {
  it('is a CloudEvent whose extensions are in lower case', () => {
    expect(eventDocument(event(7))).toEqual({
      specversion: '1.0',
      id: 'event-7',
      source: '/services/compute',
      type: 'vm.started',
      subject: 'vms/1',
      time: '2026-01-01T00:00:00.000Z',
      datacontenttype: 'application/json',
      dataversion: 1,
      position: 7,
      revision: 7,
      correlationid: 'trace',
      actorkind: 'user',
      actorid: 'admin',
      data: { vmId: '1' },
    });
  });
});
