/** What an event says, in one line of plain words. */
import type { Problem, VmExit } from '@chronovisor/contracts';

type Data = Readonly<Record<string, unknown>>;
type Words = (data: Data) => string;

const problemIn = ({ problem }: Data): string => (problem as Problem | null)?.message ?? 'no reason was given';
const exitIn = ({ exit }: Data): string => (exit as VmExit | null)?.reason ?? 'nobody saw how';
const endings: Readonly<Record<string, string>> = {
  'guest-shutdown': 'the guest powered itself off',
  'stop-requested': 'its power was cut as asked',
  'host-signal': 'a signal on the host ended QEMU',
  'while-away': 'it ended while nobody was watching',
};
const pauses: Readonly<Record<string, string>> = {
  requested: 'the vCPUs stand still as asked',
  paused: 'somebody stopped the vCPUs at QEMU itself, past Chronovisor',
  'io-error': 'a disk failed, and QEMU stopped the guest to protect its data',
  'guest-panicked': 'the guest’s kernel panicked',
};

const changed = ({ changes }: Data): string => Object.keys(changes as object).join(', ');

const words: Readonly<Record<string, Words>> = {
  'compute.VmCreated': () => 'it was asked for',
  'compute.VmProvisioned': () => 'all its parts are there',
  'compute.VmCreateUndone': (data) => `it could not be made: ${problemIn(data)}`,
  'compute.VmUpdated': (data) => `changed: ${changed(data)}`,
  'compute.VmChangesKept': ({ pending }) =>
    pending === null
      ? 'nothing waits for the next start any more'
      : `waits for the next start: ${changed({ changes: pending })}`,
  'compute.VmHardwareChangeRequested': (data) => `while it runs it is to change: ${changed(data)}`,
  'compute.VmHardwareChangeFailed': (data) => `it stays as it was: ${problemIn(data)}`,
  'compute.VmReconfigureRequested': (data) => `it is to power off, change and start again: ${changed(data)}`,
  'compute.VmReconfigureEnded': (data) =>
    data['problem'] === null ? 'the change with a restart is over' : problemIn(data),
  'compute.VmCloneBegun': ({ mode }) => `it is held still while a ${String(mode)} clone of it is made`,
  'compute.VmCloneEnded': ({ frozen }) =>
    frozen === true ? 'it stays off: a linked clone is based on its disks' : 'it is no longer held for a clone',
  'compute.VmThawed': () => 'a linked clone of it is gone',
  'compute.VmCopyRequested': () => 'its disks are to be copied for a clone',
  'compute.VmCopied': () => 'what a clone needs is copied',
  'compute.VmCopyFailed': (data) => `its disks could not be copied: ${problemIn(data)}`,
  'compute.VmStartRequested': () => 'it is to boot',
  'compute.VmStarted': ({ process }) => `QEMU runs it, as process ${(process as { pid: number }).pid}`,
  'compute.VmStartFailed': (data) => `it did not boot: ${problemIn(data)}`,
  'compute.VmShutdownRequested': ({ deadline }) => `the guest is asked to power off, by ${String(deadline)}`,
  'compute.VmShutdownFailed': (data) => `the guest did not power off: ${problemIn(data)}`,
  'compute.VmStopRequested': () => 'its power is to be cut',
  'compute.VmStopped': ({ reason }) => endings[String(reason)] ?? String(reason),
  'compute.VmStopFailed': (data) => `its power could not be cut: ${problemIn(data)}`,
  'compute.VmCrashed': (data) => `QEMU ended without a word: ${exitIn(data)}`,
  'compute.VmPauseRequested': () => 'the vCPUs are to stop',
  'compute.VmPaused': ({ reason }) => pauses[String(reason)] ?? `QEMU stopped the vCPUs: ${String(reason)}`,
  'compute.VmPauseFailed': (data) => `the vCPUs did not stop: ${problemIn(data)}`,
  'compute.VmResumeRequested': () => 'the vCPUs are to go on',
  'compute.VmResumed': () => 'the vCPUs run again',
  'compute.VmResumeFailed': (data) => `the vCPUs did not go on: ${problemIn(data)}`,
  'compute.VmResetRequested': () => 'the reset button is to be pressed',
  'compute.VmGuestPanicked': () => 'the guest’s kernel panicked',
  'compute.VmReset': ({ by }) => (by === 'guest' ? 'the guest reset itself' : 'it was reset as asked'),
  'compute.VmRestartRequested': () => 'it is to shut down and start again',
  'compute.VmRestartEnded': (data) => (data['problem'] === null ? 'the restart is over' : problemIn(data)),
  'compute.VmOperationCancelled': () => 'what was under way was given up on request',
  'compute.VmDeleteRequested': () => 'it is to be removed',
  'compute.VmDeleteFailed': (data) => `the removal could not be finished: ${problemIn(data)}`,
  'compute.VmLost': () => 'its host fell silent: nobody knows how it is',
  'compute.VmFound': ({ observed }) => `its host spoke again and says it is ${String(observed)}`,
  'compute.VmDriftDetected': ({ detail }) => String(detail),
  'compute.VmDriftCleared': ({ field }) => `the host shows again what is wanted: ${String(field)}`,
  'compute.VmDriftRepairRequested': ({ field }) => `its host is to bring it back: ${String(field)}`,
  'compute.VmDriftRepaired': ({ field }) => `its host has brought it back: ${String(field)}`,
  'compute.VmDriftRepairFailed': (data) => `it could not be brought back: ${problemIn(data)}`,
  'compute.VmDriftAdopted': ({ observed }) => `what is seen is what is wanted from now on: ${String(observed)}`,
  'saga.StepDispatched': ({ step, direction, attempt }) =>
    `${direction === 'undo' ? 'takes back' : 'begins'} the step ${String(step)}, attempt ${String(attempt)}`,
  'saga.StepSucceeded': ({ step, direction }) =>
    direction === 'undo' ? `the step ${String(step)} is taken back` : `the step ${String(step)} is done`,
  'saga.StepFailed': (data) => `the step ${String(data['step'])} failed: ${problemIn(data)}`,
  'saga.SagaEnded': (data) => (data['outcome'] === 'succeeded' ? 'all is done' : problemIn(data)),
};

/** Of an event nobody wrote words for, nothing but its name is told. */
export const wordsFor = (type: string, data: unknown): string => words[type]?.(data as Data) ?? '';
