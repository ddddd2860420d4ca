import type { CommandMeta, VmId } from '@chronovisor/contracts';
import { specify } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { type GroupCommand, groupDecider } from './decide.ts';

const group = specify(groupDecider);
const groupId = '0199a7c0-0000-7000-8000-00000000000a' as never;
const ids = (...letters: readonly string[]): VmId[] =>
  letters.map((letter) => `0199a7c0-0000-7000-8000-00000000000${letter}` as VmId);
/** As far as the decider looks at it. */
const meta = { operationId: 'o', commandId: 'c' } as unknown as CommandMeta;
const command = <T extends GroupCommand['type']>(type: T, data: Extract<GroupCommand, { type: T }>['data']) =>
  ({ type, version: 1, data, meta }) as unknown as GroupCommand;

const create = command('compute.CreateGroup', {
  groupId,
  name: 'shop',
  description: '',
  labels: {},
  vmIds: ids('1', '2'),
});
const update = (changes: Extract<GroupCommand, { type: 'compute.UpdateGroup' }>['data']['changes']) =>
  command('compute.UpdateGroup', { groupId, changes });
const remove = command('compute.DeleteGroup', { groupId });
const { events: made } = group.when(create);

describe('a group', () => {
  it('is made once, each vm in it once', () => {
    const twice = { ...create, data: { ...create.data, vmIds: ids('1', '2', '1') } } as GroupCommand;
    group
      .when(twice)
      .thenState((state) => expect(state).toMatchObject({ vmIds: ids('1', '2') }))
      .thenOnlyOnce();
    group.given(made).when(create).thenRefused('group.id-taken');
  });

  it('takes vms in and leaves vms out, and records all that are in', () => {
    group
      .given(made)
      .when(update({ add: ids('3', '1'), remove: ids('2') }))
      .then([
        {
          type: 'compute.GroupUpdated',
          version: 1,
          data: { groupId, changes: { vmIds: ids('1', '3') }, request: meta },
        },
      ])
      .thenOnlyOnce();
    group
      .given(made)
      .when(update({ vmIds: ids('3') }))
      .thenTypes('compute.GroupUpdated');
  });

  it('is not changed by what is so already', () =>
    group
      .given(made)
      .when(update({ name: 'shop', labels: { gone: null }, add: ids('1'), remove: ids('9') }))
      .thenNothing());

  it('holds so many vms and labels and no more', () => {
    const many = Array.from(
      { length: 5000 },
      (_, index) => `0199a7c0-0000-7000-8000-${index.toString().padStart(12, '0')}`,
    );
    group
      .given(made)
      .when(update({ vmIds: many as VmId[], add: ids('a') }))
      .thenRefused('group.too-many-vms');
    const labels = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`l${index}`, '']));
    group.given(made).when(update({ labels })).thenRefused('group.too-many-labels');
  });

  it('is gone once it is deleted, and stays so', () => {
    const gone = group.given(made).after(remove);
    gone.when(remove).thenNothing();
    gone.when(update({ name: 'other' })).thenRefused('group.not-found');
    gone.when(create).thenRefused('group.id-taken');
    group.when(remove).thenRefused('group.not-found');
  });
});
