/** The pulse of a host: once a second, never stored, so that its silence is noticed and its room is known. */
import { encode, heartbeatSubject } from '@chronovisor/bus';
import type { Heartbeat } from '@chronovisor/contracts';
import type { HostParts } from './host-parts.ts';
import type { VmRegister } from './vm-register.ts';

const everyMs = 1_000;

type Parts = Pick<HostParts, 'hostId' | 'bus' | 'clock' | 'facts' | 'heartbeatParts' | 'log'>;

/** Beats until the function it gives is called. */
export const startHeartbeat = (register: VmRegister, parts: Parts, sessionId: string): (() => void) => {
  const { hostId, bus, clock, facts, heartbeatParts, log } = parts;
  let callOff = (): void => {};
  const ending = new AbortController();

  const beat = async (): Promise<void> => {
    const [load, pools] = await Promise.all([facts.load(), heartbeatParts.pools()]);
    const heartbeat: Heartbeat = {
      hostId,
      sessionId,
      at: new Date(clock.now()).toISOString(),
      ...load,
      vms: register.running().length,
      pools,
    };
    if (bus.status === 'connected') bus.publish(heartbeatSubject(hostId), encode(heartbeat));
  };

  const goOn = (): void => {
    if (ending.signal.aborted) return;
    // Armed first: a beat that takes long must not slow the pulse.
    callOff = clock.after(everyMs, goOn);
    beat().catch((error: unknown) => log.error({ err: error }, 'a heartbeat was missed'));
  };
  goOn();
  return () => {
    ending.abort();
    callOff();
  };
};
