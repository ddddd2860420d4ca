/** What the guest boots from, and in which order. */
import { type LaunchSpec, keyed } from './launch-facts.ts';

export interface BootIndexes {
  readonly disk: (index: number) => number | undefined;
  readonly cdrom: number | undefined;
  readonly nic: (index: number) => number | undefined;
}

/** From 1: a kernel given by path takes 0 for itself. */
export const bootIndexes = (spec: LaunchSpec): BootIndexes => {
  const devices = spec.boot.order.flatMap((kind) => {
    if (kind === 'disk') return spec.disks.map((_, index) => `disk${index}`);
    if (kind === 'network') return spec.nics.map((_, index) => `nic${index}`);
    return spec.iso === null ? [] : ['cdrom'];
  });
  const at = (device: string): number | undefined => {
    const index = devices.indexOf(device);
    return index === -1 ? undefined : index + 1;
  };
  return { disk: (index) => at(`disk${index}`), cdrom: at('cdrom'), nic: (index) => at(`nic${index}`) };
};

const menuMs = 5_000;

const kernelArguments = ({ boot: { kernel, initrd, cmdline } }: LaunchSpec): readonly string[] =>
  kernel === null
    ? []
    : [
        '-kernel',
        kernel,
        ...(initrd === null ? [] : ['-initrd', initrd]),
        ...(cmdline === null ? [] : ['-append', cmdline]),
      ];

export const bootArguments = (spec: LaunchSpec): readonly string[] => {
  const { order, menu } = spec.boot;
  return [
    '-boot',
    keyed(`menu=${menu ? 'on' : 'off'}`, {
      'splash-time': menu ? menuMs : undefined,
      // Who gives an order means it: what is not in it is not tried.
      strict: order.length > 0 ? 'on' : 'off',
    }),
    ...kernelArguments(spec),
  ];
};
