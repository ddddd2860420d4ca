import { refuse } from '@chronovisor/kernel';
import { describe, expect, it } from 'vitest';
import { resolveChanges, type FindIso } from './decide.ts';

const GIB = 1024 ** 3;
const vm = {
  boot: { order: ['disk' as const], menu: false, kernel: '/vmlinuz', initrd: null, cmdline: 'quiet' },
  vcpus: 2,
  hostName: 'local',
  hostMemory: 8 * GIB,
};
const findIso: FindIso = (reference) =>
  reference === 'rescue' ? { path: '/images/rescue.iso' } : refuse('image.not-found', 'none');

describe('a patch of a vm', () => {
  it('leaves alone what it does not name', () => {
    expect(resolveChanges({}, vm, findIso)).toEqual({});
    expect(resolveChanges({ memory: GIB, description: 'x' }, vm, findIso)).toEqual({ memory: GIB, description: 'x' });
  });

  it('is merged into the boot settings; null takes away', () => {
    expect(resolveChanges({ boot: { menu: true, kernel: null } }, vm, findIso)).toEqual({
      boot: { order: ['disk'], menu: true, kernel: null, initrd: null, cmdline: 'quiet' },
    });
  });

  it('takes an ISO by path, by the name of an image, and away', () => {
    expect(resolveChanges({ iso: '/x.iso' }, vm, findIso)).toEqual({ iso: '/x.iso' });
    expect(resolveChanges({ iso: 'rescue' }, vm, findIso)).toEqual({ iso: '/images/rescue.iso' });
    expect(resolveChanges({ iso: null }, vm, findIso)).toEqual({ iso: null });
    expect(resolveChanges({ iso: 'none' }, vm, findIso)).toMatchObject({ code: 'image.not-found' });
  });

  it('is refused for more memory than the host has', () => {
    expect(resolveChanges({ memory: 9 * GIB }, vm, findIso)).toMatchObject({
      code: 'vm.memory-over-host',
      errors: [{ pointer: '/memory' }],
    });
    expect(resolveChanges({ memory: 9 * GIB }, { ...vm, hostMemory: null }, findIso)).toEqual({ memory: 9 * GIB });
  });
});
