export * from './bus-transport.ts';
export * from './event-meta.ts';
export * from './platform.module.ts';
export * from './rehearsed.ts';
export * from './reply.ts';
export * from './settings.ts';
export * from './tail.ts';
export * from './tokens.ts';
