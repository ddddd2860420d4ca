import { isRefusal } from '@chronovisor/kernel';
import { describe, expect, it } from 'vitest';
import { place, type Candidate, type Wish } from './decide.ts';

const GIB = 1024 ** 3;
const host = (name: string, over: Partial<Candidate> = {}): Candidate => ({
  id: `id-${name}`,
  name,
  connected: true,
  memory: 8 * GIB,
  memoryFree: 4 * GIB,
  ...over,
});

const placed = (hosts: readonly Candidate[], wish: Partial<Wish> = {}): string => {
  const answer = place({ host: null, memory: GIB, ...wish }, hosts);
  return isRefusal(answer) ? answer.code : answer.name;
};

describe('a vm without a wish', () => {
  it('goes to the connected host with most free memory', () => {
    expect(
      placed([host('a'), host('b', { memoryFree: 6 * GIB }), host('c', { memoryFree: 7 * GIB, connected: false })]),
    ).toBe('b');
  });

  it('goes to the first by name among equals, so that the answer is always the same', () => {
    expect(placed([host('b'), host('a')])).toBe('a');
  });

  it('takes all memory of a host for free before its first heartbeat', () => {
    expect(placed([host('a'), host('new', { memoryFree: null })])).toBe('new');
  });

  it('passes over hosts that are too small for it, however free', () => {
    expect(
      placed([host('small', { memory: 2 * GIB, memoryFree: 2 * GIB }), host('large', { memoryFree: GIB })], {
        memory: 3 * GIB,
      }),
    ).toBe('large');
  });

  it('is refused when every connected host is too small', () => {
    expect(placed([host('a')], { memory: 9 * GIB })).toBe('vm.memory-over-host');
  });

  it('is refused when no host is connected', () => {
    expect(placed([])).toBe('host.none');
    expect(placed([host('a', { connected: false })])).toBe('host.none');
  });
});

describe('a vm with a wish', () => {
  it('goes there by name and by id', () => {
    const hosts = [host('a', { memoryFree: 7 * GIB }), host('b')];
    expect(placed(hosts, { host: 'b' })).toBe('b');
    expect(placed(hosts, { host: 'id-b' })).toBe('b');
  });

  it('is refused when the host is not known, not connected or too small', () => {
    expect(placed([host('a')], { host: 'x' })).toBe('host.not-found');
    expect(placed([host('a', { connected: false })], { host: 'a' })).toBe('host.unavailable');
    expect(placed([host('a')], { host: 'a', memory: 9 * GIB })).toBe('vm.memory-over-host');
  });

  it('names the field that has to change', () => {
    const answer = place({ host: null, memory: 9 * GIB }, [host('a')]);
    expect(answer).toMatchObject({ hint: 'Ask for at most 8192MiB.', errors: [{ pointer: '/memory' }] });
  });
});
