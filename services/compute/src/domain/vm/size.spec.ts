/** How much room a vm needs while its size is changing. */
import { describe, expect, it } from 'vitest';
import { plannedSize, presentSize } from './size.ts';
import type { PresentVm } from './state.ts';

const vm = (over: object): PresentVm =>
  ({ config: { vcpus: 2, memory: 512 }, work: null, pending: null, ...over }) as PresentVm;

describe('the size of a vm', () => {
  it('is what it is configured with', () => expect(plannedSize(vm({}))).toEqual({ vcpus: 2, memory: 512 }));

  it('has grown as soon as its host is asked for more, and not shrunk before it has given back', () => {
    expect(presentSize(vm({ work: { changes: { vcpus: 4 } } }))).toEqual({ vcpus: 4, memory: 512 });
    expect(presentSize(vm({ work: { changes: { memory: 256 } } }))).toEqual({ vcpus: 2, memory: 512 });
  });

  it('counts what waits for its next start for the project, and not yet for the host', () => {
    const waiting = vm({ pending: { memory: 1024, vcpus: 1 } });
    expect(plannedSize(waiting)).toEqual({ vcpus: 2, memory: 1024 });
    expect(presentSize(waiting)).toEqual({ vcpus: 2, memory: 512 });
  });
});
