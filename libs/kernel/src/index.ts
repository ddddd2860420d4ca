export * from './decider.ts';
export * from './digest.ts';
export * from './fault.ts';
export * from './json.ts';
export * from './never.ts';
export * from './refusal.ts';
export * from './stars.ts';
export * from './time.ts';
