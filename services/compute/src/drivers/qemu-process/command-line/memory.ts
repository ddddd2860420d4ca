/** Memory, to the byte that was asked for. */
import type { LaunchSpec } from './launch-facts.ts';

export const memoryArguments = (spec: LaunchSpec): readonly string[] => ['-m', `size=${spec.memory}B`];
