/** qemu-img as it is installed; formats are always named, so that no guest can choose how its raw disk is read. */
import { Fault } from '@chronovisor/kernel';
import { ExecaError, execa } from 'execa';
import { z } from 'zod';
import type { QemuImg, VolumeFormat, VolumeInfo } from './qemu-img.port.ts';

const Described = z.object({ 'virtual-size': z.number(), 'actual-size': z.number(), format: z.string() });

const NO_ROOM = /No space left on device/i;

const faultOf = (error: unknown, args: readonly string[]): Fault => {
  const said = error instanceof ExecaError ? String(error.stderr ?? error.shortMessage).trim() : String(error);
  if (NO_ROOM.test(said))
    return new Fault('storage.disk-full', `the disk is full: ${said}`, {
      retry: 'later',
      facts: { said },
      cause: error,
    });
  return new Fault('qemu-img.failed', `qemu-img ${args[0] ?? ''} failed: ${said}`, {
    retry: 'never',
    facts: { said },
    cause: error,
  });
};

export interface QemuImgOptions {
  readonly program?: string;
}

export const liveQemuImg = ({ program = 'qemu-img' }: QemuImgOptions = {}): QemuImg => {
  const run = async (...args: readonly string[]): Promise<string> => {
    try {
      return (await execa(program, args, { env: { LC_ALL: 'C' }, stdin: 'ignore' })).stdout;
    } catch (error) {
      throw faultOf(error, args);
    }
  };
  return {
    create: async (path, format, size) => void (await run('create', '-q', '-f', format, path, String(size))),
    convert: async (source, to) =>
      void (await run(
        'convert',
        ...(source.format === null ? [] : ['-f', source.format]),
        '-O',
        to.format,
        source.path,
        to.path,
      )),
    grow: async (path, format, size) => void (await run('resize', '-q', '-f', format, path, String(size))),
    info: async (path: string, format: VolumeFormat): Promise<VolumeInfo> => {
      const described = Described.parse(JSON.parse(await run('info', '-U', '-f', format, '--output=json', path)));
      return {
        path: path as VolumeInfo['path'],
        format,
        size: described['virtual-size'],
        allocated: described['actual-size'],
      };
    },
  };
};
