/** The parts every service of the control role is given. */
export const STORE = Symbol('EventStore');
export const EXECUTOR = Symbol('Executor');
export const BUS = Symbol('Bus');
export const TAIL = Symbol('Tail');
export const LOGGER = Symbol('Logger');
export const METRICS = Symbol('Metrics');
export const SETTINGS = Symbol('ControlSettings');
export const TRACING = Symbol('Tracing');
