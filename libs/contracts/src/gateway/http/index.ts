export * from './problem.ts';
export * from './lists.ts';
export * from './operations.ts';
export * from './vms.ts';
export * from './hosts.ts';
export * from './storage.ts';
export * from './networks.ts';
export * from './records.ts';
