/** Why a vm is in its status: the last event that set it, who asked for what before, what is under way, and what can be done. */
import { eventRegistry, publicEventType, type http, type VmStatus } from '@chronovisor/contracts';
import { wordsFor } from '../timeline/words.ts';

export interface Happened {
  readonly type: string;
  readonly data: unknown;
  readonly at: string;
  readonly position: number;
  readonly meta: Readonly<Record<string, string>>;
}

export interface WhyFacts {
  readonly vm: Pick<
    http.VmDocument,
    'id' | 'name' | 'status' | 'intent' | 'host' | 'lastExit' | 'guestPanickedAt' | 'createdAt' | 'drifts'
  >;
  /** Of its stream, oldest first. */
  readonly events: readonly Happened[];
  readonly operation: Pick<
    http.OperationDocument,
    'id' | 'type' | 'status' | 'progress' | 'createdAt' | 'actor'
  > | null;
  /** False: silent since it was last heard. */
  readonly hostConnected: boolean;
}

/** Events after which a vm has another status. */
const SETTING: ReadonlySet<string> = new Set([
  'compute.VmCreated',
  'compute.VmProvisioned',
  'compute.VmStarted',
  'compute.VmStopped',
  'compute.VmCrashed',
  'compute.VmPaused',
  'compute.VmResumed',
  'compute.VmLost',
  'compute.VmFound',
]);
/** They say why a wish came to nothing or what is wrong with the status; they matter when nothing has come after them. */
const TELLING: ReadonlySet<string> = new Set([
  'compute.VmStartFailed',
  'compute.VmShutdownFailed',
  'compute.VmStopFailed',
  'compute.VmPauseFailed',
  'compute.VmResumeFailed',
  'compute.VmResetFailed',
  'compute.VmDeleteFailed',
  'compute.VmRestartEnded',
  'compute.VmDriftDetected',
  'compute.VmDriftAdopted',
  'compute.VmDriftRepairFailed',
  'compute.VmOperationCancelled',
  'compute.VmGuestPanicked',
]);

const isIntent = ({ type }: Happened): boolean => type.endsWith('Requested') || type === 'compute.VmCreated';

const operationOf = ({ data, meta }: Happened): string | undefined =>
  (data as { readonly request?: { readonly operationId: string } | null }).request?.operationId ?? meta['operationId'];

const asker = ({ meta }: Happened): string => {
  const who = `${meta['actorKind'] ?? 'system'} ${meta['actorId'] ?? 'unknown'}`;
  return meta['actorSource'] === undefined ? who : `${who} from ${meta['actorSource']}`;
};

const reasonOf = (event: Happened): http.Reason => {
  const { at, position, type, data } = event;
  const text = isIntent(event) ? `${asker(event)} asked: ${wordsFor(type, data)}` : wordsFor(type, data);
  return { at, position, type: publicEventType(type), text };
};

/** The wish that the event answers, where it answers one. */
const wishBehind = (events: readonly Happened[], event: Happened): Happened | undefined => {
  const operationId = operationOf(event);
  if (operationId === undefined || isIntent(event)) return undefined;
  return events.findLast(
    (other) => other.position < event.position && isIntent(other) && operationOf(other) === operationId,
  );
};

/** What was asked for and done without another status coming of it explains nothing. */
const isAnswered = (events: readonly Happened[], wish: Happened): boolean =>
  events.some(
    (event) =>
      event.position > wish.position &&
      operationOf(event) === operationOf(wish) &&
      eventRegistry.get(event.type)?.ends === 'succeeded',
  );

const becauseOf = (events: readonly Happened[], setter: Happened): readonly Happened[] => {
  const wish = wishBehind(events, setter);
  const later = events.filter(
    (event) =>
      event.position > setter.position && (TELLING.has(event.type) || (isIntent(event) && !isAnswered(events, event))),
  );
  return [...(wish === undefined ? [] : [wish]), setter, ...later];
};

const stateWords: Readonly<Record<VmStatus, string>> = {
  building: 'is being built',
  running: 'is running',
  off: 'is off',
  suspended: 'is suspended',
  paused: 'is paused',
  updating_hardware: 'has its hardware changed',
  powering_off_update: 'powers off so that its hardware can be changed',
  migrating: 'is moving to another host',
  unknown: 'is unknown',
  error: 'is in error',
};

const waitsFor = ({ operation, hostConnected, vm }: WhyFacts): string | null => {
  if (operation === null) {
    return vm.status === 'unknown' ? `the host ${vm.host} to speak again` : null;
  }
  const step = operation.progress.step === null ? '' : `, at its step ${operation.progress.step}`;
  const held = hostConnected ? '' : `; the host ${vm.host} does not answer, and is asked again when it does`;
  return `the operation ${operation.type}, asked for by ${operation.actor.kind} ${operation.actor.id}, is ${operation.status}${step}${held}`;
};

const startLines = ({ vm }: WhyFacts): readonly string[] =>
  vm.lastExit === undefined || vm.lastExit.code === 0
    ? [`start it: chrono vm start ${vm.name}`]
    : [`read its console: chrono vm logs ${vm.name}`, `start it again: chrono vm start ${vm.name}`];

const isPanicked = ({ vm }: WhyFacts): boolean => vm.status === 'running' && vm.guestPanickedAt !== undefined;

const panicLines = ({ vm: { name } }: WhyFacts): readonly string[] => [
  `read its last words: chrono vm logs ${name}`,
  `boot it again: chrono vm reset ${name}`,
];

/** Of several, one has to be named. */
const driftLines = ({ vm: { name, drifts } }: WhyFacts): readonly string[] => {
  const which = drifts.length > 1 ? drifts.map(({ field }) => ` --field ${field}`) : [''];
  return which.flatMap((flag) => [
    `bring it back: chrono vm drift repair ${name}${flag}`,
    `or take it as it is: chrono vm drift adopt ${name}${flag}`,
  ]);
};

const nextOf = (facts: WhyFacts): readonly string[] => {
  const { vm, operation, hostConnected } = facts;
  if (!hostConnected) return [`see to the host ${vm.host}: its vms may be running all the same`];
  if (operation !== null) return [`wait for it: chrono op wait ${operation.id}`];
  if (vm.drifts.length > 0) return driftLines(facts);
  if (vm.status === 'off') return startLines(facts);
  if (isPanicked(facts)) return panicLines(facts);
  return vm.status === 'paused' ? [`let it go on: chrono vm resume ${vm.name}`] : [];
};

export const explain = (facts: WhyFacts): http.WhyDocument => {
  const { vm, events } = facts;
  const setter = events.findLast(({ type }) => SETTING.has(type));
  const because = setter === undefined ? [] : becauseOf(events, setter);
  const why = setter === undefined ? 'nothing is recorded of it' : wordsFor(setter.type, setter.data);
  const against = vm.intent !== vm.status && (vm.status === 'off' || vm.status === 'running' || vm.status === 'paused');
  return {
    vm: vm.id,
    name: vm.name,
    status: vm.status,
    since: setter?.at ?? vm.createdAt,
    summary: `${vm.name} ${stateWords[vm.status]}: ${why}${isPanicked(facts) ? '; its guest’s kernel panicked' : ''}${against ? `; it is meant to be ${vm.intent}` : ''}`,
    because: because.map(reasonOf),
    waitsFor: waitsFor(facts),
    next: [...nextOf(facts)],
  };
};
