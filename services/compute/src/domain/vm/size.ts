/** How much a vm has, with what it is about to have: room for a change must be there before the change is. */
import type { PresentVm } from './state.ts';

export interface Size {
  readonly vcpus: number;
  readonly memory: number;
}

type Sizes = { readonly vcpus?: number | undefined; readonly memory?: number | undefined } | null | undefined;

const largest = (...sizes: readonly Sizes[]): Size => ({
  vcpus: Math.max(...sizes.map((size) => size?.vcpus ?? 0)),
  memory: Math.max(...sizes.map((size) => size?.memory ?? 0)),
});

/** What its host is asked to give it now. */
export const presentSize = ({ config, work }: PresentVm): Size => largest(config, work?.changes);

/** With what it is to have from its next start on. */
export const plannedSize = (vm: PresentVm): Size => largest(presentSize(vm), vm.pending);
