/** What a vm boots from, once its images are on the host. */
import type { Boot, VmRequest, storage } from '@chronovisor/contracts';

/** What the request says goes before what the image says. */
export const bootOf = ({ boot }: VmRequest, image: storage.ImageFiles | undefined): Boot =>
  image?.kind === 'kernel'
    ? {
        ...boot,
        kernel: boot.kernel ?? image.kernel,
        initrd: boot.initrd ?? image.initrd,
        cmdline: boot.cmdline ?? image.cmdline,
      }
    : boot;

export const isoOf = ({ iso }: VmRequest, image: storage.ImageFiles | undefined): string | null => {
  if (iso === null) return null;
  if ('path' in iso) return iso.path;
  return image?.kind === 'iso' ? image.path : null;
};
