/** Second station: a line becomes one of the four things QEMU may say, or garbage with the reason. */

export interface Greeting {
  readonly kind: 'greeting';
  readonly version: string;
  readonly capabilities: readonly string[];
}
export interface Reply {
  readonly kind: 'reply';
  readonly id: number;
  readonly value: unknown;
}
export interface ErrorReply {
  readonly kind: 'refused';
  readonly id: number;
  readonly class: string;
  readonly description: string;
}
export interface EventMessage {
  readonly kind: 'event';
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** QEMU's own clock, in milliseconds since 1970. */
  readonly at: number;
}
export interface Garbage {
  readonly kind: 'garbage';
  readonly why: string;
}
export type Message = Greeting | Reply | ErrorReply | EventMessage | Garbage;

type Dict = Readonly<Record<string, unknown>>;

const isDict = (value: unknown): value is Dict => typeof value === 'object' && value !== null && !Array.isArray(value);
const garbage = (why: string): Garbage => ({ kind: 'garbage', why });

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // Nothing QEMU sends parses to undefined, so the caller can tell.
  }
};

export const parseMessage = (line: string): Message => {
  const message = parsed(line);
  if (!isDict(message)) return garbage('not a JSON object');
  if ('event' in message) return eventFrom(message);
  if ('return' in message) return replyFrom(message);
  if ('error' in message) return refusalFrom(message);
  if ('QMP' in message) return greetingFrom(message['QMP']);
  return garbage('neither a greeting, a reply nor an event');
};

const eventFrom = ({ event, data, timestamp }: Dict): Message => {
  if (typeof event !== 'string' || !isDict(timestamp)) return garbage('an event without name or time');
  const seconds = Number(timestamp['seconds']);
  const microseconds = Number(timestamp['microseconds']);
  // QEMU says -1 when the host's clock cannot be read.
  const at = seconds >= 0 ? seconds * 1000 + Math.max(0, microseconds) / 1000 : Date.now();
  return { kind: 'event', name: event, data: isDict(data) ? data : {}, at };
};

const replyFrom = ({ id, return: value }: Dict): Message =>
  typeof id === 'number' ? { kind: 'reply', id, value } : garbage('a reply to nothing we sent');

const refusalFrom = ({ id, error }: Dict): Message => {
  if (!isDict(error) || typeof error['class'] !== 'string') return garbage('an error without class');
  const description = typeof error['desc'] === 'string' ? error['desc'] : '';
  // QEMU leaves the id out when it could not even parse what it got: then either we or the line between is broken.
  if (typeof id !== 'number') return garbage(`an error that belongs to no command: ${description}`);
  return { kind: 'refused', id, class: error['class'], description };
};

const greetingFrom = (greeting: unknown): Message => {
  const version = isDict(greeting) && isDict(greeting['version']) ? greeting['version']['qemu'] : undefined;
  const capabilities = isDict(greeting) ? greeting['capabilities'] : undefined;
  if (!isDict(version) || !Array.isArray(capabilities)) return garbage('a greeting without version or capabilities');
  const { major, minor, micro } = version;
  return {
    kind: 'greeting',
    version: `${String(major)}.${String(minor)}.${String(micro)}`,
    capabilities: capabilities.map(String),
  };
};
