/** How a vm's processors look to its guest, and how many of them there may ever be while it runs. */
import { z } from 'zod';

const few = z.int().min(1).max(512);

/** Sockets x cores x threads is the most vCPUs the machine can have at once; fewer may be plugged. */
export const CpuTopology = z.strictObject({ sockets: few, cores: few, threads: few });
export type CpuTopology = z.infer<typeof CpuTopology>;

export const placesIn = ({ sockets, cores, threads }: CpuTopology): number => sockets * cores * threads;

/** Memory is plugged and unplugged in pieces of this size. */
export const MEMORY_STEP = 2 * 1024 ** 2;
