export * from './codec.ts';
export * from './event-stream.ts';
export * from './host-platform.ts';
export { openNatsBus, type NatsBusOptions } from './nats-bus.ts';
export * from './port.ts';
export * from './subjects.ts';
export * from './simulation.ts';
export * from './turn.ts';
