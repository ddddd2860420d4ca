/** Takes the commands of schedules to their streams; names are claimed and freed in the same commit. */
import { type CommandEnvelope, type Reply, scheduleCommands } from '@chronovisor/contracts';
import { type AnyPart, type Executed, type Executor, claimPart, releasePart } from '@chronovisor/event-store';
import { Fault, type Refusal, isRefusal } from '@chronovisor/kernel';
import { eventMeta, toReply } from '@chronovisor/nest';
import { type ScheduleCommand, scheduleDecider } from '../../domain/schedule/decide.ts';
import type { Schedule, ScheduleEvent } from '../../domain/schedule/state.ts';
import { calendarFor } from '../clock/planned-times.ts';

export const SCHEDULE_TYPES: readonly string[] = scheduleCommands.map(({ type }) => type);

const TRIES = 10;

const name = (key: string, owner: string) => ({ kind: 'schedule-name', key, owner });
const claim = (key: string, owner: string): AnyPart =>
  claimPart({ ...name(key, owner), refusalCode: 'schedule.name-taken' });
const release = (key: string, owner: string): AnyPart => releasePart(name(key, owner));

const partsOf = (event: ScheduleEvent, before: Schedule): readonly AnyPart[] => {
  const { scheduleId } = event.data;
  if (event.type === 'compute.ScheduleCreated') return [claim(event.data.spec.name, scheduleId)];
  if (before.kind !== 'present') return [];
  if (event.type === 'compute.ScheduleDeleted') return [release(before.spec.name, scheduleId)];
  const next = event.type === 'compute.ScheduleUpdated' ? event.data.changes.name : undefined;
  return next === undefined ? [] : [claim(next, scheduleId), release(before.spec.name, scheduleId)];
};

const nameParts = (decision: readonly ScheduleEvent[] | Refusal, before: Schedule): readonly AnyPart[] =>
  isRefusal(decision) ? [] : decision.flatMap((event) => partsOf(event, before));

export class ScheduleCommands {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  handle = async (envelope: CommandEnvelope): Promise<Reply> => {
    const plain = envelope as unknown as ScheduleCommand;
    const command = { ...plain, calendar: calendarFor(plain.data.scheduleId) };
    return toReply(envelope, await this.#execute(envelope, command));
  };

  /** Which names are claimed and freed follows from what is decided, hence on the very state it was decided on. */
  async #execute(envelope: CommandEnvelope, command: ScheduleCommand): Promise<Executed<Schedule>> {
    const { commandId, expectedRevision } = command.meta;
    const of = { stream: `schedule-${command.data.scheduleId}`, decider: scheduleDecider };
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { state, revision } = await this.#executor.load(of);
      const executed = await this.#executor.execute({
        ...of,
        command,
        commandId,
        meta: eventMeta(envelope),
        also: nameParts(scheduleDecider.decide(command, state), state),
        expectedRevision: expectedRevision ?? revision,
      });
      if (executed.ok || expectedRevision !== undefined || executed.refusal.code !== 'revision.stale') return executed;
    }
    throw new Fault('store.contended', `${of.stream} changed under each of ${TRIES} tries`, { retry: 'later' });
  }
}
