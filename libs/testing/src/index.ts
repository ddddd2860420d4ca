export * from './eventually.ts';
export * from './fake-bus.ts';
export * from './follow-log.ts';
export * from './manual-clock.ts';
export * from './repeated-command.ts';
export * from './specify.ts';
export * from './temporary-nats.ts';
