/** `image import`: the kind follows from what is given, unless it is said. */
import { changePlan, type Body } from '../../described/change.ts';
import type { OperationSpec } from '../../described/spec.ts';
import type { Call, CommandPlan } from '../../plan.ts';

const kindOf = ({ kernel, path }: Body): string | undefined => {
  if (kernel !== undefined) return 'kernel';
  if (typeof path !== 'string') return undefined;
  return /\.iso$/i.test(path) ? 'iso' : 'disk';
};

/** The file may stand behind the name, as in `image import rescue /srv/rescue.iso`. */
const refined = (body: Body, { words: [, file] }: Call): Body => {
  const full = file === undefined ? body : { ...body, path: file };
  const kind = full['kind'] ?? kindOf(full);
  return kind === undefined ? full : { ...full, kind };
};

export const importPlan = (spec: OperationSpec): CommandPlan => ({
  ...changePlan(spec, {
    refine: refined,
    examples: [
      'chrono image import rescue /srv/rescue.iso',
      'chrono image import debian /srv/debian.qcow2 --checksum 9f86d081...',
      'chrono image import tiny --kernel /srv/vmlinuz --initrd /srv/initrd.gz --cmdline console=ttyS0',
    ],
  }),
  description:
    `${spec.description ?? ''} Paths are those of the host. Without --kind: kernel with --kernel, iso for a file that ends in .iso, else disk.`.trim(),
  words: '[name] [file]',
});
