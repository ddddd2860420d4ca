/** Carries one order to many vms through: sends it, shows how far it is, and tells of each vm what became of it. */
import type { Operation } from '@chronovisor/client';

import { addTimeoutFlag, isDryRun, timeoutFrom } from '../../described/change.ts';
import { flagValue } from '../../described/flag-values.ts';
import { addFlag } from '../../described/flags.ts';
import { placesOf } from '../../described/places.ts';
import type { Field, OperationSpec } from '../../described/spec.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { linesOf } from '../../failure.ts';
import { carryOut, operationShape } from '../../operations/carry-out.ts';
import { foretellMany } from '../../operations/foretell-many.ts';
import { Progress } from '../../operations/progress.ts';
import { badEnd, waitForEnd } from '../../operations/wait.ts';
import type { Call } from '../../plan.ts';
import type { Session } from '../../session.ts';
import type { Command } from 'commander';

const PICKING = new Set(['selector', 'group']);
const PACING = new Set(['concurrency', 'onError']);

const fieldsOf = (spec: OperationSpec, names: ReadonlySet<string>): readonly Field[] =>
  (spec.body ?? []).filter(({ path }) => names.has(path[0] as string));

/** `--selector`, `--group`, `--concurrency`, `--on-error`. */
export const addBulkFlags = (command: Command, spec: OperationSpec): void => {
  for (const field of [...fieldsOf(spec, PICKING), ...fieldsOf(spec, PACING)]) addFlag(command, field, false);
};

export const addCarryingFlags = (command: Command): void => {
  command.option('--no-wait', 'do not wait for the end; print the id of the operation');
  command.option('--dry-run', 'tell what would happen, or why it would be refused; nothing changes');
  addTimeoutFlag(command);
};

const given = (fields: readonly Field[], { values }: Call): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = flagValue(field, values);
      return value === undefined ? [] : [[field.path[0] as string, value]];
    }),
  );

/** Which vms, where they are not named one by one. */
export const pickedBy = (spec: OperationSpec, call: Call): Readonly<Record<string, unknown>> =>
  given(fieldsOf(spec, PICKING), call);

/** How many at a time, and what after a failure: only many can be told that. */
export const isPaced = (spec: OperationSpec, call: Call): boolean =>
  Object.keys(given(fieldsOf(spec, PACING), call)).length > 0;

export interface BulkOrder {
  readonly action: string;
  readonly pick: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, unknown>>;
}

type Child = NonNullable<Operation['children']>[number];

const rowOf = ({ vm, status, operationId, problem }: Child) => ({
  vm: vm.name,
  status,
  operation: operationId,
  problem: problem === null ? null : problem.detail,
});

const shape = { noun: 'vm', columns: ['vm', 'status', 'operation', 'problem'], fields: [] };

const tell = async ({ printer }: Session, operation: Operation): Promise<void> => {
  const { children = [] } = operation;
  const good = children.filter(({ status }) => status === 'succeeded');
  if (printer.choice.format === 'name') good.forEach(({ vm }) => printer.line(vm.name));
  else if (printer.forPeople) await printer.list(shape, children.map(rowOf), { items: children });
  else await printer.document(operationShape, operation);
};

/** Some did it and some did not: neither word alone is true. */
const exitOf = ({ status, bulk }: Operation): ExitCode => {
  if (status === 'succeeded') return exitCodes.ok;
  return (bulk?.counts.succeeded ?? 0) > 0 ? exitCodes.partly : exitCodes.failed;
};

export const carryOutBulk = async (
  session: Session,
  spec: OperationSpec,
  call: Call,
  { action, pick, params }: BulkOrder,
): Promise<ExitCode> => {
  const api = session.api();
  const { printer } = session;
  const body = { action, ...pick, ...given(fieldsOf(spec, PACING), call), params };
  const label = `${action} many`;
  const request = { method: spec.method, placeOf: placesOf(spec), body };
  if (isDryRun(call.values))
    return foretellMany(await api.ask({ ...request, path: `${spec.path}?dryRun=true` }), printer);
  const ask = (): Promise<Operation> => api.ask<Operation>({ ...request, path: spec.path });
  const timeoutMs = timeoutFrom(call.values);
  if (call.values['wait'] === false)
    return carryOut([{ label, ask }], { api, printer, verb: spec.verb, wait: false, timeoutMs });
  const progress = new Progress(printer);
  const onProgress = (seen: Operation): void => progress.update(label, seen);
  const operation = await waitForEnd(await ask(), { api, timeoutMs, onProgress }).finally(() => progress.close());
  await tell(session, operation);
  const failure = badEnd(operation);
  if (failure !== null) printer.complain(linesOf(failure));
  return exitOf(operation);
};
