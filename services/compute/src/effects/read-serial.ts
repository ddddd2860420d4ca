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

export const readSerial = async (
  vmId: string,
  vm: VmActor | null,
  { qemu, clock }: Pick<HostParts, 'qemu' | 'clock'>,
  ask: Ask,
): Promise<HostReply> => {
  const until = performance.now() + ask.waitMs;
  let looksLeft = 0;
  for (;;) {
    const word = nextWord(vm, clock);
    const piece = await qemu.readSerial(vmId, ask);
    const left = until - performance.now();
    if (piece === null || piece.data.length > 0 || left <= 0) {
      word.forget();
      return answer(piece);
    }
    const heard = await word.within(looksLeft > 0 ? Math.min(left, logLagMs) : left);
    looksLeft = heard ? looksAfterWord : Math.max(0, looksLeft - 1);
  }
};

/** Listens before the log is read, so that no word falls in between. */
const nextWord = (vm: VmActor | null, clock: HostParts['clock']) => {
  const said = Promise.withResolvers<boolean>();
  const listener = (): void => said.resolve(true);
  vm?.serialListeners.add(listener);
  const forget = (): void => void vm?.serialListeners.delete(listener);
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
