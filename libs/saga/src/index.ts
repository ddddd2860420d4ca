export * from './backoff.ts';
export * from './clock.ts';
export * from './dispatcher.ts';
export type { LogFollower } from './follower.ts';
export * from './definition.ts';
export * from './registry.ts';
export { createSagaRunner, type SagaRunner, type SagaRunnerOptions } from './runner.ts';
