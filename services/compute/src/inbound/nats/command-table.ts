/** Who takes which command, beside the vms that take all others. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';

export type TakeCommand = (command: CommandEnvelope) => Promise<Reply>;
export type CommandTable = ReadonlyMap<string, TakeCommand>;

export const tableOf = (
  ...takers: readonly { readonly types: readonly string[]; readonly take: TakeCommand }[]
): CommandTable => new Map(takers.flatMap(({ types, take }) => types.map((type) => [type, take] as const)));
