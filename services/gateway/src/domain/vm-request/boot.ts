/** Resolves what a new vm boots from: kernel, image, CD-ROM. */
import type { Boot, http, VmRequest } from '@chronovisor/contracts';
import { usualOrder, type ChosenHost, type Directory, type KnownImage } from './directory.ts';
import { findImage, type Outcome } from './disks.ts';
import { invalid, type Finding } from './findings.ts';

export const bootOf = (body: http.BootBody): Boot => ({
  order: [...(body.order ?? usualOrder)],
  menu: body.menu ?? false,
  kernel: body.kernel ?? null,
  initrd: body.initrd ?? null,
  cmdline: body.cmdline ?? null,
});

/** An initrd or a command line is for a kernel that is booted directly. */
export const bootFindings = ({ kernel, initrd, cmdline }: Boot, hasKernelImage: boolean): readonly Finding[] => {
  if (hasKernelImage)
    return kernel === null ? [] : [invalid('/boot/kernel', 'the image is a kernel already: name one of the two')];
  if (kernel !== null) return [];
  const lone = { initrd, cmdline };
  return Object.entries(lone).flatMap(([field, value]) =>
    value === null ? [] : [invalid(`/boot/${field}`, 'goes with a kernel: give boot.kernel or a kernel image')],
  );
};

export const firmwareFindings = (firmware: VmRequest['firmware'], host: ChosenHost): readonly Finding[] =>
  host.firmware.includes(firmware)
    ? []
    : [
        {
          code: 'vm.firmware-unavailable',
          pointer: '/firmware',
          detail: `host ${host.name} has no ${firmware} firmware`,
          hint: 'Install OVMF on the host, or use bios.',
        },
      ];

/** `image`: an iso image the vm was given as its image. */
export const resolveIso = (
  iso: string | undefined,
  image: KnownImage | null,
  directory: Directory,
): Outcome<VmRequest['iso']> => {
  if (iso === undefined) return { value: image === null ? null : ({ imageId: image.id } as VmRequest['iso']) };
  if (image !== null) return { findings: [invalid('/iso', 'the image is an ISO already: name one of the two')] };
  if (iso.startsWith('/')) return { value: { path: iso } };
  const found = findImage(iso, '/iso', directory, ['iso']);
  return 'findings' in found ? found : { value: { imageId: found.value.id } as VmRequest['iso'] };
};
