/** What the host's trouble is called when it is told to people. */
import type { HostReply, Problem } from '@chronovisor/contracts';
import { type Refusal, isFault, messageOf } from '@chronovisor/kernel';

const deniedWords = /operation not permitted|permission denied|must be root/i;

export const problemOf = (trouble: unknown): Problem => {
  const message = messageOf(trouble);
  if (deniedWords.test(message)) {
    return {
      code: 'network.needs-root',
      message,
      hint: 'Start the host process as root, or use the network "user".',
    };
  }
  if (isFault(trouble) && trouble.code === 'program.missing') {
    return { code: 'network.program-missing', message, hint: 'Install iproute2, nftables and dnsmasq on the host.' };
  }
  return { code: 'network.host-failed', message, hint: 'The log of the host process tells more.' };
};

export const problemIn = ({ code, message, hint }: Refusal): Problem => ({
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
});

export const faultReply = (trouble: unknown): HostReply => {
  const { code, message } = problemOf(trouble);
  return { kind: 'fault', code, message, retry: isFault(trouble) ? trouble.retry : 'look-first' };
};
