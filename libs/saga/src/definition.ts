/** What a saga is: named steps as data, each with the command that does it and the command that takes it back. Pure. */
import type {
  Problem,
  computeCommands,
  MessageOf,
  network,
  passthroughCommands,
  storage,
} from '@chronovisor/contracts';
import type { Json } from '@chronovisor/kernel';

/** A command as a step gives it: the runner adds who, when and which operation. */
export type SagaCommand = MessageOf<
  | (typeof computeCommands)[number]
  | (typeof storage.storageCommands)[number]
  | (typeof network.networkCommands)[number]
  | (typeof passthroughCommands)[number]
>;

export interface StepRetry {
  /** Tries in all. Default 5. */
  readonly maxAttempts?: number;
  readonly firstSeconds?: number;
  readonly maxSeconds?: number;
  /** Problem codes that pass by themselves, beside all of the class `unavailable`. */
  readonly transient?: readonly string[];
}

export interface Step<Input, Outputs> {
  readonly name: string;
  /** Names of the steps it needs. Default: the step before it. `[]` starts at once, side by side with others. */
  readonly after?: readonly string[];
  /** False leaves the step out; what needs it then needs what it needed. */
  readonly when?: (input: Input) => boolean;
  /** `outputs` holds what the steps before it gave. */
  readonly do: (input: Input, outputs: Outputs) => SagaCommand;
  /**
   * Takes the step back; asked also when nobody knows whether it took effect, then without its own output, so it must
   * find nothing to take back in order. `nothing`, or null: there is nothing to take back.
   */
  readonly undo: 'nothing' | ((input: Input, outputs: Partial<Outputs>) => SagaCommand | null);
  /** What later steps see. Given is the reply's result of a command done at once, else the outcome event's data. Default: that. */
  readonly output?: (answer: Json) => unknown;
  /** How long an answer may take before the step is given up as in doubt. Default 300. */
  readonly deadlineSeconds?: number;
  readonly retry?: StepRetry;
  /** True, or the sentence that tells why it cannot be given up while this step runs. */
  readonly cancellable: true | string;
}

export interface SagaStart<Input> {
  /** Its stream is `saga-<operationId>`. */
  readonly operationId: string;
  /** Operation type and target, e.g. `vm.create` and `/vms/<id>`. */
  readonly type: string;
  readonly target: string;
  readonly input: Input;
}

/** The recorded event that begins a saga, as the log holds it. */
export interface TriggerEvent {
  readonly type: string;
  readonly version: number;
  readonly data: unknown;
  readonly meta: Readonly<Record<string, string>>;
}

export type SagaOutcome = 'succeeded' | 'failed' | 'cancelled';

export interface Ending<Input, Outputs> {
  readonly outcome: SagaOutcome;
  readonly input: Input;
  readonly outputs: Partial<Outputs>;
  /** Null when it succeeded. */
  readonly problem: Problem | null;
  /** Steps that may have taken effect and were not taken back, because somebody said so. */
  readonly left: readonly string[];
}

export interface SagaDefinition<Input, Outputs> {
  readonly name: string;
  /** A change of steps is a new version; the old one stays in the registry until no saga of it is left. */
  readonly version: number;
  readonly startsOn: { readonly type: string; readonly saga: (event: TriggerEvent) => SagaStart<Input> | null };
  /** Names are unique and depend on the input alone. */
  readonly steps: readonly Step<Input, Outputs>[] | ((input: Input) => readonly Step<Input, Outputs>[]);
  /** The last command, after all steps or after all undoing; as durable as a step. Null or absent: none. */
  readonly finish?: (ending: Ending<Input, Outputs>) => SagaCommand | null;
}

/** A definition among others: the runner hands each one only what it gave itself. */
// oxlint-disable-next-line typescript/no-explicit-any
export type AnySaga = SagaDefinition<any, any>;

/** Holds a definition to its types; `Outputs` maps step names to what they give. */
export const defineSaga = <Input, Outputs = Record<string, never>>(
  definition: SagaDefinition<Input, Outputs>,
): SagaDefinition<Input, Outputs> => definition;
