export { createProjector, type Projector, type ProjectorHealth, type ProjectorOptions } from './projector.ts';
export type { View, ViewFailure } from './view.ts';
export type { WaitOptions } from './waiters.ts';
