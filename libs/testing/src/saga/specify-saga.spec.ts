/** The scenarios must be able to fail: each broken saga is found by those that are about its fault. */
import { type AnySaga, defineSaga, type SagaCommand, type Step } from '@chronovisor/saga';
import { expect, it } from 'vitest';
import { atOnce, type SagaExample, scenariosOf, specifySaga } from '../index.ts';

const id = (n: number): string => `01890a5d-ac96-774b-bcce-${n.toString(16).padStart(12, '0')}`;
const send = (type: SagaCommand['type'], data: object): SagaCommand => ({ type, version: 1, data }) as SagaCommand;

interface Input {
  readonly operationId: string;
  readonly vmId: string;
}
type Outputs = Readonly<Record<string, unknown>>;
type SampleStep = Step<Input, Outputs>;

const claim: SampleStep = {
  name: 'claim',
  do: ({ vmId }) => send('storage.ClaimVolume', { volumeId: id(9), vmId }),
  undo: ({ vmId }) => send('storage.ReleaseVolume', { volumeId: id(9), vmId }),
  cancellable: true,
};
const boot: SampleStep = {
  name: 'boot',
  do: ({ vmId }) => send('compute.ResumeVm', { vmId }),
  undo: 'nothing',
  cancellable: 'it boots',
};
const sagaOf = (steps: AnySaga['steps']): AnySaga =>
  defineSaga<Input, Outputs>({
    name: 'sample',
    version: 1,
    startsOn: {
      type: 'compute.VmCreated',
      saga: ({ data }) => {
        const input = data as Input;
        return { operationId: input.operationId, type: 'vm.create', target: `/vms/${input.vmId}`, input };
      },
    },
    steps,
  });
const example: SagaExample = {
  trigger: { type: 'compute.VmCreated', data: { operationId: id(1), vmId: id(2) } },
  services: { 'storage.ClaimVolume': () => atOnce({ path: '/volume' }) },
};

specifySaga(sagaOf([claim, boot]), example);

/** Titles of the scenarios that a saga does not get through. */
const failures = async (saga: AnySaga): Promise<string[]> => {
  const failed: string[] = [];
  for (const { title, play } of scenariosOf(saga, example)) {
    await play().catch(() => failed.push(title));
  }
  return failed;
};

it('finds a step that gives another command each time', async () => {
  let calls = 0;
  const moody: SampleStep = {
    ...claim,
    do: ({ vmId }) => send('storage.ClaimVolume', { volumeId: id((calls += 1)), vmId }),
  };
  expect(await failures(sagaOf([moody, boot]))).toContain('succeeds, and every step really runs');
});

it('finds a command that no service understands', async () => {
  const wrong: SampleStep = { ...boot, do: () => send('compute.ResumeVm', { vmId: 'nonsense' }) };
  expect(await failures(sagaOf([claim, wrong]))).toContain('succeeds, and every step really runs');
});

it('finds an undo that no service understands', async () => {
  const wrong: SampleStep = { ...claim, undo: () => send('storage.ReleaseVolume', {}) };
  expect(await failures(sagaOf([wrong, boot]))).toContain('unwinds when boot is refused');
});

it('finds an undo that breaks when nobody knows what its step gave', async () => {
  const trusting: SampleStep = {
    ...claim,
    undo: ({ vmId }, outputs) =>
      send('storage.ReleaseVolume', { volumeId: (outputs['claim'] as { path: string }).path && id(9), vmId }),
  };
  const failed = await failures(sagaOf([trusting, boot]));
  expect(failed).toContain('undoes claim again when its answer comes after the end');
  expect(failed).not.toContain('unwinds when boot is refused');
});

it('finds an answer that is read wrongly', async () => {
  const wrong: SampleStep = { ...claim, output: (answer) => (answer as { files: { path: string } }).files.path };
  expect(await failures(sagaOf([wrong, boot]))).toContain('succeeds, and every step really runs');
});

it('finds steps that go round in a circle', () => {
  const circle = [
    { ...claim, after: ['boot'] },
    { ...boot, after: ['claim'] },
  ];
  expect(() => scenariosOf(sagaOf(circle), example)).toThrow('claim -> boot -> claim');
});
