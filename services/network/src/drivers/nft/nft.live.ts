/** Tables by `nft -j`: one transaction per call. */
import { Fault } from '@chronovisor/kernel';
import { z } from 'zod';
import type { Program } from '../program/program.port.ts';
import { dropTable, freshTable, natTable } from './nat-table.ts';
import type { Nft } from './nft.port.ts';

const Listed = z.object({
  nftables: z.array(z.object({ table: z.object({ family: z.string(), name: z.string() }).optional() })),
});

const OURS = /^chrono_[a-z0-9_]+$/;

const ours = (name: string): string => {
  if (OURS.test(name)) return name;
  throw new Fault('nft.foreign', `the table ${name} is not one of ours`, { retry: 'never', facts: { name } });
};

const apply = async (program: Program, commands: readonly unknown[]): Promise<void> => {
  const nftables = [{ metainfo: { json_schema_version: 1 } }, ...commands];
  // As an argument: nft opens /dev/stdin by its name, which fails on the socket that a child of Node has there.
  await program.run('nft', ['-j', JSON.stringify({ nftables })]);
};

export const liveNft = (program: Program): Nft => ({
  tables: async () =>
    Listed.parse(JSON.parse(await program.run('nft', ['-j', 'list', 'tables', 'ip']))).nftables.flatMap(({ table }) =>
      table !== undefined && OURS.test(table.name) ? [table.name] : [],
    ),
  applyNat: async (table) => apply(program, natTable({ ...table, name: ours(table.name) })),
  applyNote: async (name) => apply(program, freshTable(ours(name))),
  remove: async (name) => apply(program, dropTable(ours(name))),
});
