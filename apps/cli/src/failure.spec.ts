import { expect, it } from 'vitest';

import { Failure, interrupted, linesOf } from './failure.ts';

it('is told as what, where, why, what next, code and request', () => {
  const failure = new Failure(6, 'the name web-1 is taken', {
    faults: ['name: taken'],
    cause: 'another vm has it',
    hint: 'chrono vm list',
    code: 'vm.name-taken',
    requestId: '4bf9',
  });
  expect(linesOf(failure)).toEqual([
    'error: the name web-1 is taken',
    '  name: taken',
    'cause: another vm has it',
    'hint: chrono vm list',
    'code: vm.name-taken',
    'request: 4bf9',
  ]);
});

it('names its target where there are several, and leaves out what is not known', () => {
  expect(linesOf(new Failure(3, 'gone', { hint: '' }), 'web-1')).toEqual(['error: web-1: gone']);
});

it('is no error when somebody asked to leave', () => {
  expect(linesOf(interrupted('vm.start goes on without us', 'chrono op wait 0199'))).toEqual([
    'vm.start goes on without us',
    'hint: chrono op wait 0199',
  ]);
  expect(linesOf(interrupted())).toEqual([]);
});
