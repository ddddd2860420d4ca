import { expect, it } from 'vitest';

import { Failure, linesOf } from './failure.ts';

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
