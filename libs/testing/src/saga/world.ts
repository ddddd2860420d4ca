/** The services a saga speaks to, as one small machine: it remembers what it did, and can refuse, be silent, and be late. */
import type { CommandEnvelope, Reply, Request } from '@chronovisor/contracts';
import type { EventStore } from '@chronovisor/event-store';
import type { Json } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import type { Direction, SagaEvent } from '@chronovisor/saga';
import type { FakeBus } from '../fake-bus.ts';

/** How a service carries a command out: at once with a result, or later with an outcome event. */
export type ServiceAnswer =
  | { readonly result: Json }
  /** `data` is the outcome event's without `request`; `failure` is the event type of the bad end. */
  | { readonly outcome: string; readonly data: object; readonly failure: string };

export type Services = Readonly<Record<string, (data: never) => ServiceAnswer>>;

export const atOnce = (result: Json = null): ServiceAnswer => ({ result });
export const inTime = (outcome: string, data: object, failure: string): ServiceAnswer => ({ outcome, data, failure });

export interface Effect {
  readonly step: string;
  readonly direction: Direction;
  readonly command: CommandEnvelope;
}

/** `refuses`: says no at once; `fails`: takes it and fails; `holds`: does not get to it until released. */
export type Mood = 'refuses' | 'fails' | 'holds';

export const REFUSED = 'test.refused';
export const FAILED = 'test.failed';

const SERVICES = ['compute', 'storage', 'network', 'passthrough', 'audit', 'gateway'];
/** Any event type that neither opens nor ends anything. */
const NOTE = 'audit.AccessRecorded';

const keyOf = (step: string, direction: Direction): string => `${step}/${direction}`;

export class SagaWorld {
  /** In the order in which they took effect. */
  readonly effects: Effect[] = [];
  readonly #store: EventStore;
  readonly #services: Services;
  readonly #moods = new Map<string, Mood>();
  readonly #held = new Map<string, (() => void)[]>();
  readonly #replies = new Map<string, Promise<Reply>>();
  readonly #deliveries = new Map<string, number>();

  constructor(store: EventStore, services: Services) {
    this.#store = store;
    this.#services = services;
  }

  join(bus: FakeBus): void {
    for (const service of SERVICES) bus.serveCommands(service, (command) => this.#take(command));
  }

  be(mood: Mood, step: string, direction: Direction): void {
    this.#moods.set(keyOf(step, direction), mood);
  }

  /** Does what was asked of it from now on, and what it had held back. */
  relent(step: string, direction: Direction): void {
    const key = keyOf(step, direction);
    this.#moods.delete(key);
    for (const go of this.#held.get(key) ?? []) go();
    this.#held.delete(key);
  }

  deliveries(step: string, direction: Direction): number {
    return this.#deliveries.get(keyOf(step, direction)) ?? 0;
  }

  of(step: string, direction: Direction): Effect[] {
    return this.effects.filter((effect) => effect.step === step && effect.direction === direction);
  }

  isPresent(step: string): boolean {
    return this.effects.findLast((effect) => effect.step === step)?.direction === 'do';
  }

  async #take(command: CommandEnvelope): Promise<Reply> {
    const { commandId } = command.meta;
    const { step, direction } = await this.#stepOf(command);
    const key = keyOf(step, direction);
    this.#deliveries.set(key, this.deliveries(step, direction) + 1);
    const known = this.#replies.get(commandId);
    if (known) return { ...(await known), duplicate: true } as Reply;
    if (this.#moods.get(key) === 'refuses') return { kind: 'refusal', code: REFUSED, message: `${key} is refused` };
    const reply = this.#carryOut({ step, direction, command });
    this.#replies.set(commandId, reply);
    return reply;
  }

  async #carryOut(effect: Effect): Promise<Reply> {
    const { type, data, meta } = effect.command;
    const answer = this.#services[type]?.(data as never) ?? atOnce();
    if ('outcome' in answer) {
      void this.#endInTime(effect, answer);
      return this.#accepted(meta.commandId, meta.commandId);
    }
    await this.#unheld(effect);
    if (this.#moods.get(keyOf(effect.step, effect.direction)) === 'fails') {
      return { kind: 'refusal', code: FAILED, message: `${effect.step} failed` };
    }
    this.effects.push(effect);
    await this.#note(NOTE, {}, meta);
    return { ...this.#accepted(meta.commandId, null), result: answer.result } as Reply;
  }

  async #endInTime(effect: Effect, answer: Extract<ServiceAnswer, { outcome: string }>): Promise<void> {
    const { meta } = effect.command;
    await this.#unheld(effect);
    const request = { operationId: meta.operationId, commandId: meta.commandId };
    if (this.#moods.get(keyOf(effect.step, effect.direction)) === 'fails') {
      const problem = { code: FAILED, message: `${effect.step} failed` };
      return this.#note(answer.failure, { ...answer.data, problem, request }, null);
    }
    this.effects.push(effect);
    await this.#note(answer.outcome, { ...answer.data, request }, null);
  }

  async #unheld({ step, direction }: Effect): Promise<void> {
    const key = keyOf(step, direction);
    if (this.#moods.get(key) !== 'holds') return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.set(key, [...(this.#held.get(key) ?? []), resolve]);
    await promise;
  }

  /** What a command done at once leaves in the log carries the command's id; what a host reports does not. */
  async #note(type: string, data: object, by: Request | null): Promise<void> {
    const meta: Record<string, string> = by === null ? {} : { commandId: by.commandId };
    const events = [{ type, version: 1, data: data as Json, meta }];
    await this.#store.append({ id: newId(), writes: [{ stream: 'world', expected: 'any', events }] });
  }

  #accepted(commandId: string, awaits: string | null): Reply {
    const reply = { kind: 'accepted', position: 1, revision: 0, duplicate: false, awaits, operationId: commandId };
    return reply as Reply;
  }

  async #stepOf({ meta }: CommandEnvelope): Promise<{ step: string; direction: Direction }> {
    for await (const recorded of this.#store.read(`saga-${meta.operationId}`)) {
      const event = recorded as unknown as SagaEvent;
      if (event.type === 'saga.StepDispatched' && event.data.commandId === meta.commandId) return event.data;
    }
    throw new Error(`a command was sent that no saga had recorded: ${meta.commandId}`);
  }
}
