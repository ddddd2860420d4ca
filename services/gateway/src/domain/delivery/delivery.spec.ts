import { specify } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { deliveryDecider, type RecordMessage } from './decide.ts';
import { GIVEN_UP_AFTER_MS, isGivenUp, pauseAfter } from './patience.ts';

const record = (through: number, generation = 1, sent = 0): RecordMessage => ({
  type: 'gateway.RecordDeliveries',
  version: 1,
  data: {
    webhookId: 'w-1' as never,
    generation,
    through,
    deliveries: Array.from({ length: sent }, () => ({ kind: 'event', position: through }) as never),
  },
});
const recorded = (through: number, generation = 1) =>
  ({ ...record(through, generation), type: 'gateway.DeliveriesRecorded' }) as const;

describe('what was sent', () => {
  it('is written down when it says something new, and not again', () => {
    specify(deliveryDecider).when(record(5)).thenTypes('gateway.DeliveriesRecorded').thenOnlyOnce();
    specify(deliveryDecider)
      .given([recorded(5)])
      .when(record(4))
      .then([]);
  });

  it('is written down when something was sent, even if it leads no further', () => {
    specify(deliveryDecider)
      .given([recorded(5)])
      .when(record(5, 1, 1))
      .thenTypes('gateway.DeliveriesRecorded');
  });

  it('counts anew with a new generation', () => {
    specify(deliveryDecider)
      .given([recorded(50)])
      .when(record(3, 2))
      .thenTypes('gateway.DeliveriesRecorded');
    specify(deliveryDecider)
      .given([recorded(50), recorded(3, 2)])
      .when(record(50, 1))
      .then([]);
  });
});

describe('patience', () => {
  it('grows from a second to two hours, and lasts for three days', () => {
    const pauses = Array.from({ length: 20 }, (_, index) => pauseAfter(index + 1, 0.5));
    expect(pauses.slice(0, 3)).toEqual([1_000, 5_000, 15_000]);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(pauses.at(-1)).toBe(7_200_000);
    expect(isGivenUp(0, GIVEN_UP_AFTER_MS - 1)).toBe(false);
    expect(isGivenUp(0, GIVEN_UP_AFTER_MS)).toBe(true);
  });

  it('is not the same for all', () => {
    expect([pauseAfter(1, 0), pauseAfter(1, 1)]).toEqual([900, 1_100]);
  });
});
