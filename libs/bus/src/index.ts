export * from './codec.ts';
export * from './host-platform.ts';
export * from './nats-bus.ts';
export * from './port.ts';
export * from './subjects.ts';
