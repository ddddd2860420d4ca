export * from './model.ts';
export * from './commands.ts';
export * from './events.ts';
export * from './labels.ts';
export * from './host.ts';
export * from './refusals.ts';
