import { describe, expect, it } from 'vitest';
import { changedFields } from './fields.ts';

describe('changed fields', () => {
  it('are named by their place, with what was and what is', () => {
    const before = { memory: 1, boot: { menu: false, order: ['disk'] }, labels: { 'a/b': 'x' } };
    const after = { memory: 2, boot: { menu: true, order: ['disk'] }, labels: { 'a/b': 'y' } };
    expect(changedFields(before, after)).toEqual([
      { pointer: '/memory', from: 1, to: 2 },
      { pointer: '/boot/menu', from: false, to: true },
      { pointer: '/labels/a~1b', from: 'x', to: 'y' },
    ]);
  });

  it('that came have no before, those that went no after; null is a value', () => {
    expect(changedFields({ gone: 1, iso: null }, { come: 2, iso: '/x' })).toEqual([
      { pointer: '/gone', from: 1 },
      { pointer: '/iso', from: null, to: '/x' },
      { pointer: '/come', to: 2 },
    ]);
  });

  it('are whole lists, where a list differs', () => {
    expect(changedFields({ disks: [{ id: 1 }] }, { disks: [{ id: 1 }, { id: 2 }] })).toEqual([
      { pointer: '/disks', from: [{ id: 1 }], to: [{ id: 1 }, { id: 2 }] },
    ]);
  });

  it('are none where only changes were counted', () => {
    expect(changedFields({ revision: 1, name: 'a' }, { name: 'a', revision: 9 })).toEqual([]);
  });
});
