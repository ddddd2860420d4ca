/** A fault: the world failed us. Thrown by drivers and transports only, with the cause kept and advice on trying again. */

/** `later`: the same call may succeed; `never`: it will not; `look-first`: the outcome is unknown, observe before acting again. */
export type RetryAdvice = 'later' | 'never' | 'look-first';

export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;
  readonly retry: RetryAdvice;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { retry: RetryAdvice; facts?: Readonly<Record<string, unknown>>; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retry = options.retry;
    this.facts = options.facts ?? {};
  }
}

/** Unlike `instanceof` this holds across copies of the module. */
export const isFault = (value: unknown): value is Fault =>
  value instanceof Error && value.name === 'Fault' && typeof (value as { code?: unknown }).code === 'string';

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
