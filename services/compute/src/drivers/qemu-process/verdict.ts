/** How QEMU ended, from what it said before, what its parent wrote down and what it left behind. Pure. */
import { constants } from 'node:os';
import type { MachineEnd } from './qemu-process.port.ts';

export interface Traces {
  /** Reason of the SHUTDOWN event heard last, where one was heard. */
  readonly shutdown: string | null;
  /** As a shell sees it; null where nobody wrote it down. */
  readonly exitStatus: number | null;
  /** An orderly QEMU removes its pidfile. */
  readonly pidFileLeft: boolean;
  /** We ended it ourselves. */
  readonly asked: boolean;
  /** Nobody listened when it ended. */
  readonly away: boolean;
  readonly logTail: string;
}

const signalName = (number: number): string =>
  Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;

const guestReasons = new Set(['guest-shutdown', 'guest-reset', 'guest-panic']);

const reasonOf = (traces: Traces): MachineEnd['reason'] => {
  if (traces.shutdown !== null && guestReasons.has(traces.shutdown)) return 'guest-shutdown';
  if (traces.asked || traces.shutdown === 'host-qmp-quit') return 'stop-requested';
  if (traces.shutdown === 'host-signal') return 'host-signal';
  return traces.away ? 'while-away' : 'host-signal';
};

const words: Readonly<Record<MachineEnd['reason'], string>> = {
  'guest-shutdown': 'the guest powered off',
  'stop-requested': 'QEMU was ended on request',
  'host-signal': 'QEMU was ended by a signal that it obeyed',
  'while-away': 'QEMU ended in good order while the host process was away',
};

const crashWords = (code: number | null, signal: string | null): string => {
  if (signal !== null) return `QEMU was killed by ${signal}`;
  return code === null ? 'QEMU is gone and nobody saw how' : `QEMU ended with code ${code} and said nothing`;
};

/** A QEMU that died while it said goodbye did not end well, unless it was we who lost patience. */
const isClean = (traces: Traces, signal: string | null): boolean => {
  const orderly = traces.shutdown !== null || (traces.exitStatus === 0 && !traces.pidFileLeft);
  return traces.asked || (orderly && signal === null);
};

const cleanWords = (traces: Traces, signal: string | null): string =>
  signal === null ? words[reasonOf(traces)] : `QEMU did not obey and was killed by ${signal}`;

export const verdictOf = (traces: Traces): MachineEnd => {
  const { exitStatus, logTail } = traces;
  const signal = exitStatus !== null && exitStatus > 128 ? signalName(exitStatus - 128) : null;
  const code = signal === null ? exitStatus : null;
  const clean = isClean(traces, signal);
  const reason = clean ? cleanWords(traces, signal) : crashWords(code, signal);
  return { clean, reason: reasonOf(traces), exit: { code, signal, reason, logTail } };
};
