/** The engines that the contract suite runs over. */
import { memory, sqlite, type Engine } from './stores.ts';

export const engines: readonly Engine[] = [memory, sqlite];
