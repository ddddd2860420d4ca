import { expect, it } from 'vitest';

import { operations } from '../../generated/commands.ts';
import { placesOf } from './places.ts';
import type { OperationSpec } from './spec.ts';

const spec = (id: string): OperationSpec => operations.find((each) => each.id === id) as OperationSpec;

it('turns pointers of the API into words of the command line', () => {
  const placeOf = placesOf(spec('createVm'));
  expect(
    ['/name', '/memory', '/boot/order', '/boot/order/1', '/disks/0/size', '/nics/2', '/graphics/type'].map(placeOf),
  ).toEqual([
    'name',
    '--memory',
    '--boot-order',
    '--boot-order 1',
    '--disk (number 1) size',
    '--nic (number 3)',
    '--graphics',
  ]);
});

it('leaves what it does not know as it is', () => {
  expect(placesOf(spec('createVm'))('/colour')).toBe('/colour');
  expect(placesOf(spec('createVm'))('')).toBe('the body');
  expect(placesOf(spec('listVms'))('?filter')).toBe('--filter');
  expect(placesOf(spec('listVms'))('?cursor')).toBe('?cursor');
});
