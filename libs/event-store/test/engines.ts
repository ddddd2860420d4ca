/** The engines that the contract suite runs over. */
import { kurrentEngines } from './kurrent.ts';
import { memory, sqlite, type Engine } from './stores.ts';

export const engines: readonly Engine[] = [memory, sqlite, ...kurrentEngines];
