/** Answers readers of the serial log; one that has read everything may wait for more. Never behind a command of the vm. */
import type { HostReadSerial, HostReply, MessageOf } from '@chronovisor/contracts';
import { refuse } from '@chronovisor/kernel';
import type { SerialPiece } from '../drivers/qemu-process/qemu-process.port.ts';
import type { HostParts } from './host-parts.ts';
import type { VmActor } from './vm-actor.ts';

type Ask = MessageOf<typeof HostReadSerial>['data'];

/** QEMU writes to the socket a moment before it writes to the log. */
const logLagMs = 5;
const looksAfterWord = 10;

const answer = (piece: SerialPiece | null): HostReply => {
  if (piece === null)
    return refuse('vm.not-found', 'this host has no serial log of the vm', { hint: 'Start the vm once.' }) as HostReply;
  const { offset, next, end, data } = piece;
  return { kind: 'result', result: { offset, next, end, data: Buffer.from(data).toString('base64') } };
};

/** A reader that waits is answered at once when the host process ends, with what there is. */
export const readSerial = async (
  ask: Ask,
  vm: VmActor | null,
  { qemu, clock }: Pick<HostParts, 'qemu' | 'clock'>,
  ending: AbortSignal,
): Promise<HostReply> => {
  const until = performance.now() + ask.waitMs;
  let looksLeft = 0;
  for (;;) {
    const word = nextWord(vm, clock, ending);
    const piece = await qemu.readSerial(ask.vmId, ask);
    const left = until - performance.now();
    if (piece === null || piece.data.length > 0 || left <= 0 || ending.aborted) {
      word.forget();
      return answer(piece);
    }
    const heard = await word.within(looksLeft > 0 ? Math.min(left, logLagMs) : left);
    looksLeft = heard ? looksAfterWord : Math.max(0, looksLeft - 1);
  }
};

/** Listens before the log is read, so that no word falls in between. */
const nextWord = (vm: VmActor | null, clock: HostParts['clock'], ending: AbortSignal) => {
  const said = Promise.withResolvers<boolean>();
  const listener = (): void => said.resolve(true);
  vm?.serialListeners.add(listener);
  ending.addEventListener('abort', listener);
  const forget = (): void => {
    vm?.serialListeners.delete(listener);
    ending.removeEventListener('abort', listener);
  };
  return {
    forget,
    within: (ms: number): Promise<boolean> => {
      const callOff = clock.after(ms, () => said.resolve(false));
      return said.promise.finally(() => {
        callOff();
        forget();
      });
    },
  };
};
