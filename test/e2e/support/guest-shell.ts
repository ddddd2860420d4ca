/** Types a line on a guest's serial console and reads what it answered. The guest runs with `QUIET`. */
import { eventually } from '@chronovisor/testing';
import type { Api } from './api.ts';

const WITHIN_MS = 60_000;

/** Everything the guest wrote up to `@@EXIT <code>`, which must be 0. */
export const runInGuest = (api: Api, vm: string, line: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/api/v1/vms/${vm}/console`, [
      'chrono.console',
      `chrono.bearer.${api.token}`,
    ]);
    socket.binaryType = 'arraybuffer';
    let heard = '';
    const end = (settle: () => void): void => {
      clearTimeout(late);
      socket.close();
      settle();
    };
    const late = setTimeout(
      () => end(() => reject(new Error(`${vm} did not answer ${JSON.stringify(line)}: ${heard}`))),
      WITHIN_MS,
    );
    socket.addEventListener('open', () => socket.send(new TextEncoder().encode(`${line}\n`)));
    socket.addEventListener('error', () => end(() => reject(new Error(`the console of ${vm} cannot be joined`))));
    socket.addEventListener('message', ({ data }) => {
      heard += new TextDecoder().decode(data as ArrayBuffer);
      const answer = /^([^]*)@@EXIT (\d+)/u.exec(heard);
      if (answer === null) return;
      const [, said = '', code] = answer;
      // A line typed before the guest has turned its echo off comes back first.
      if (code === '0') end(() => resolve(said.replaceAll('\r', '').replace(line, '').trim()));
      else end(() => reject(new Error(`${line} ended with ${code}: ${said}`)));
    });
  });

/** How often the guest has been ready so far: its serial log goes on over its boots. */
export const timesReady = async (api: Api, vm: string): Promise<number> =>
  (await (await api.raw(`/vms/${vm}/serial`)).text()).split('tiny is ready').length - 1;

/** Waits for a boot after so many. What is typed before a guest is ready, it never reads. */
export const readyAgain = async (api: Api, vm: string, times: number): Promise<void> => {
  await eventually(async () => (await timesReady(api, vm)) > times, { withinMs: WITHIN_MS });
};
