/** Types of packages.mjs for its specs. */
import type { Machine, Need } from '../../libs/doctor/src/index.mjs';

export declare function bringPackages(machine: Machine, needs: readonly Need[]): Promise<void>;
