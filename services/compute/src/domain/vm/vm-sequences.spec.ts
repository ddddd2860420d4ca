/** What holds for a vm whatever is asked and whatever hosts say, in any order. */
import { eventRegistry, hostRegistry } from '@chronovisor/contracts';
import { isRefusal } from '@chronovisor/kernel';
import { checkRepeatedCommands } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { assert, expect, it } from 'vitest';
import { type VmCommand, vmDecider } from './decide/decide.ts';
import { vmHostWork } from './host-work.ts';
import type { PresentVm, Vm, VmEvent } from './state.ts';
import { build } from './vm.fixture.ts';
import { type Move, moves, play } from '../../../test/control-moves.ts';

const OF_SAGAS = ['vm.create', 'vm.restart', 'vm.reconfigure', 'vm.clone', 'vm.delete'];
type Asked = { readonly request?: { readonly commandId: string } | null };

/** Requests that were made of the host and have no outcome, read from the events alone. */
class OpenRequests {
  readonly ids = new Set<string>();

  hear(event: VmEvent): void {
    const role = eventRegistry.get(event.type);
    const id = (event.data as Asked).request?.commandId;
    if (id === undefined || role === undefined) return;
    if (role.ends !== undefined) this.#end(id, event.type, role.opens === undefined);
    // What neither begins nor ends work holds the vm for somebody else's.
    else if (role.opens !== undefined && !OF_SAGAS.includes(role.opens)) this.ids.add(id);
    assert(this.ids.size <= 1, `${event.type} makes two works of one`);
  }

  #end(id: string, type: string, answersOnly: boolean): void {
    if (answersOnly || this.ids.has(id)) assert(this.ids.delete(id), `${type} answers what nobody asks`);
  }
}

const checkEvent = (event: VmEvent): void => {
  eventRegistry.get(event.type)?.data.parse(event.data);
  const work = vmHostWork(event);
  if (work !== null) hostRegistry.get(work.type)?.data.parse(work.data);
};

const checkPresent = ({ work, operation, status, process }: PresentVm): void => {
  assert(work === null || operation !== null, 'work without an operation');
  const isOfHost = operation === null || work !== null;
  assert(isOfHost || OF_SAGAS.includes(operation.type), `nobody will end ${operation?.type}`);
  if (status !== 'unknown') assert((process !== null) === (status === 'running' || status === 'paused'), status);
};

const check = (vm: Vm, open: OpenRequests): void => {
  const work = vm.kind === 'present' ? vm.work : null;
  assert.deepEqual([...open.ids], work === null ? [] : [work.request.commandId], 'the state knows what is open');
  if (vm.kind === 'present') checkPresent(vm);
};

const tell = (vm: Vm, command: VmCommand, open: OpenRequests): Vm => {
  const decision = vmDecider.decide(command, vm);
  if (isRefusal(decision)) return vm;
  let next = vm;
  for (const event of decision) {
    checkEvent(event);
    open.hear(event);
    next = vmDecider.evolve(next, event);
  }
  check(next, open);
  if (vm.kind === 'present' && next.kind === 'present') assert(next.generation >= vm.generation, 'launches count up');
  return next;
};

const tale = (sequence: readonly Move[], look: (vm: PresentVm) => void = () => {}) => {
  const open = new OpenRequests();
  let vm: Vm = vmDecider.initial;
  for (const [index, move] of sequence.entries()) {
    vm = tell(vm, play(move, vm, index), open);
    if (vm.kind === 'present') look(vm);
  }
  return { vm, open };
};

const { commands: c, ids } = build();

/** Chance alone rarely gets as far as an operation of several steps: tales begin where there is something to go wrong. */
const off: readonly Move[] = [
  { name: 'create', pick: 1 },
  { name: 'provisioned', pick: 0 },
];
const running: readonly Move[] = [...off, { name: 'start', pick: 0 }, { name: 'started', pick: 1 }];
const beginnings: readonly (readonly Move[])[] = [
  [{ name: 'create', pick: 0 }],
  [
    { name: 'create', pick: 0 },
    { name: 'provisioned', pick: 0 },
    { name: 'sagaStart', pick: 0 },
  ],
  off,
  running,
  [...running, { name: 'shutdown', pick: 0 }],
  [...running, { name: 'restart', pick: 0 }, { name: 'sagaShutdown', pick: 0 }],
  [...running, { name: 'grow', pick: 2 }, { name: 'sagaShutdown', pick: 0 }],
  [
    ...off,
    { name: 'update', pick: 3 },
    { name: 'start', pick: 0 },
    { name: 'started', pick: 1 },
    { name: 'shrink', pick: 0 },
  ],
  [...running, { name: 'remove', pick: 0 }, { name: 'sagaStop', pick: 0 }],
  [...running, { name: 'clone', pick: 0 }, { name: 'sagaCopy', pick: 0 }],
  [...running, { name: 'unknown', pick: 0 }],
];
const sequences = fc
  .tuple(fc.constantFrom(...beginnings), fc.array(moves, { minLength: 5, maxLength: 40 }))
  .map(([beginning, rest]) => [...beginning, ...rest]);

it('never leaves an operation open without work or saga, and never has two works', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(sequences, (sequence) => {
      tale(sequence, (vm) => seen.add(vm.status).add(vm.operation?.type ?? 'idle'));
    }),
    { numRuns: 2_000 },
  );
  const all = [
    'building',
    'off',
    'running',
    'paused',
    'unknown',
    'idle',
    ...OF_SAGAS,
    'vm.update',
    'vm.start',
    'vm.shutdown',
  ];
  expect([...seen]).toEqual(expect.arrayContaining(all));
});

it('can always be brought to rest by the answer of its host and the end of its saga', () => {
  fc.assert(
    fc.property(sequences, (sequence) => {
      const { vm, open } = tale(sequence);
      const answered = tell(vm, play({ name: 'answerWork', pick: 1 }, vm, 900), open);
      const ended = tell(answered, play({ name: 'endOperation', pick: 1 }, answered, 901), open);
      assert(ended.kind !== 'present' || (ended.operation === null && ended.work === null));
    }),
    { numRuns: 1_000 },
  );
});

it('makes nothing happen twice when a command is repeated', () => {
  const fresh = ['s', 'd', 'x', 'p', 'r', 'z', 'other'];
  const user = fc
    .tuple(fc.constantFrom(...fresh), fc.boolean(), fc.nat(5))
    .map(
      ([by, flag, pick]) =>
        [c.start(by), c.shutdown(by, 60, flag), c.stop(by), c.pause(by), c.resume(by), c.reset(by)][pick]!,
    );
  const rest = fc.constantFrom(
    c.create(),
    c.provisioned(),
    c.createUndone(),
    c.update({ memory: 2 ** 28 }),
    c.step('compute.UpdateVm', ids.other, { changes: { vcpus: 2 }, apply: 'next-start' }),
    c.step('compute.UpdateVm', ids.other, { changes: { vcpus: 3 }, apply: 'restart' }),
    c.update({ name: 'other', description: 'x' }),
    c.remove(false),
    c.remove(true),
    c.deleted(),
    c.deleteFailed(),
    c.recordStarted(),
    c.recordStarted(2),
    c.recordStopped(),
    c.recordCrashed(),
    c.recordReset('request'),
    c.unknown(),
    c.sight('running'),
    c.sight('paused'),
    c.sight('off'),
    c.sight('off', true),
    c.sight('off', false),
  );
  checkRepeatedCommands(vmDecider, fc.oneof(user, rest, rest), { numRuns: 2_000, maxLength: 20 });
});
