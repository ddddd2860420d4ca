/** The built-in guest, imported as the product imports it. */
import { buildTiny } from '../../../deploy/guests/tiny/build.mjs';
import type { Api } from './api.ts';

/** For programs: no counting, each line typed on the serial console is answered with `@@EXIT <code>`. */
export const QUIET = 'chrono.shell=lines chrono.tick=off';

export const importTiny = async (api: Api, host = 'h1'): Promise<string> => {
  const tiny = await buildTiny({ log: () => {} });
  await api.succeed('POST', '/images', {
    name: 'tiny',
    kind: 'kernel',
    host,
    kernel: tiny.kernel,
    initrd: tiny.initrd,
    cmdline: tiny.cmdline,
  });
  return tiny.cmdline;
};

/** The body of a small vm that boots tiny. */
export const tinyVm = (name: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  name,
  vcpus: 1,
  memory: '128MiB',
  image: 'tiny',
  start: true,
  ...more,
});
