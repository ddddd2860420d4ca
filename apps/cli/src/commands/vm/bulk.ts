/** `vm bulk`, and the verbs of one vm said of many: `vm start -l tier=web`. */
import { operations } from '../../../generated/commands.ts';
import { confirm } from '../../confirm.ts';
import { addBodyFlags, addFileFlag, bodyFrom } from '../../described/body.ts';
import { question } from '../../described/delete.ts';
import { everyPage } from '../../described/list.ts';
import { documentOf } from '../../described/show.ts';
import type { Field, OperationSpec } from '../../described/spec.ts';
import { didYouMean } from '@chronovisor/kernel';
import { usage } from '../../failure.ts';
import type { Plain } from '../../output/cells.ts';
import type { Call, CommandPlan } from '../../plan.ts';
import type { Session } from '../../session.ts';
import { addBulkFlags, addCarryingFlags, carryOutBulk, isPaced, pickedBy } from './bulk-order.ts';

type Pick = Readonly<Record<string, unknown>>;

const specById = (id: string): OperationSpec => {
  const found = operations.find((spec) => spec.id === id);
  if (found === undefined) throw new Error(`the API has no ${id}`);
  return found;
};

const isCalled =
  (name: string) =>
  ({ path }: Field): boolean =>
    path[0] === name;

/** What each action may be told, in the words of its own command. */
const fieldsOf = (action: string): readonly Field[] => {
  const changes = specById('updateVm').body ?? [];
  const known: Readonly<Record<string, readonly Field[]>> = {
    shutdown: specById('shutdownVm').body ?? [],
    restart: specById('restartVm').body ?? [],
    delete: specById('deleteVm').query,
    reconfigure: changes.filter((field) => !isCalled('name')(field)),
    label: changes.filter(isCalled('labels')),
  };
  return known[action] ?? [];
};

const paramsFor = async (action: string, call: Call, session: Session): Promise<Pick> => {
  const body = await bodyFrom(fieldsOf(action), call.values, session.terminal.stdin);
  if (action !== 'label') return body;
  return (body['labels'] as Pick | undefined) ?? body;
};

const documentsFor = (session: Session, pick: Pick): Promise<readonly Plain[]> => {
  const api = session.api();
  const { ids } = pick as { readonly ids?: readonly string[] };
  if (ids !== undefined) return Promise.all(ids.map((word) => documentOf(api, specById('getVm'), word)));
  return everyPage(api, specById('listVms'), new URLSearchParams(pick as Record<string, string>));
};

/** Found first and deleted by id, so that what was confirmed is what goes. */
const confirmed = async (session: Session, pick: Pick, params: Pick): Promise<Pick> => {
  const documents = await documentsFor(session, pick);
  if (documents.length === 0) return pick;
  await confirm(session.terminal, question(specById('deleteVm'), documents, params['volumes'] === 'keep'));
  return { ids: documents.map(({ id }) => id) };
};

const pickFrom = (spec: OperationSpec, call: Call): Pick => {
  const { words } = call;
  const pick = { ...(words.length === 0 ? {} : { ids: [...new Set(words)] }), ...pickedBy(spec, call) };
  if (Object.keys(pick).length === 1) return pick;
  throw usage('say which vms: by name, by -l or by --group, in one of these ways', 'chrono vm start -l tier=web');
};

/** The words of the call are vms. */
const order = async (session: Session, spec: OperationSpec, call: Call, action: string) => {
  const pick = pickFrom(spec, call);
  const params = await paramsFor(action, call, session);
  const isAsked = action !== 'delete' || call.values['yes'] === true || call.values['dryRun'] === true;
  const meant = isAsked ? pick : await confirmed(session, pick, params);
  return carryOutBulk(session, spec, call, { action, pick: meant, params });
};

const actionsOf = (spec: OperationSpec): readonly string[] => (spec.body ?? []).find(isCalled('action'))?.choices ?? [];

export const bulkPlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  summary: spec.summary,
  description: `Actions: ${actionsOf(spec).join(', ')}. Takes the flags of each; the verbs of a vm take -l and --group as well.`,
  words: '<action> [vm...]',
  examples: [
    'chrono vm bulk start -l tier=web --concurrency 5 --on-error stop',
    'chrono vm bulk label web-1 web-2 --label tier=one --label old-',
    'chrono vm bulk reconfigure --group shop --memory 1GiB',
  ],
  addFlags: (command) => {
    addBulkFlags(command, spec);
    const fields = ['shutdown', 'delete', 'reconfigure'].flatMap(fieldsOf);
    addBodyFlags(command, [...new Map(fields.map((field) => [field.path.join('.'), field])).values()], true);
    addFileFlag(command);
    command.option('-y, --yes', 'do not ask before a delete');
    addCarryingFlags(command);
  },
  run: (session, call) => {
    const [action = '', ...words] = call.words;
    const known = actionsOf(spec);
    if (!known.includes(action))
      throw usage(`there is no action "${action}"`, didYouMean(action, known) ?? `there are ${known.join(', ')}`);
    return order(session, spec, { ...call, words }, action);
  },
});

/** A verb of one vm: with -l, --group or a pace it is said of many, as one operation. */
export const alsoOfMany = (plan: CommandPlan): CommandPlan => {
  const spec = specById('bulkVms');
  return {
    ...plan,
    words: '[vm...]',
    examples: [
      ...(plan.examples ?? []),
      `chrono vm ${plan.name} web-1 web-2`,
      `chrono vm ${plan.name} -l tier=web --on-error stop`,
    ],
    addFlags: (command) => {
      plan.addFlags?.(command);
      addBulkFlags(command, spec);
    },
    run: (session, call) => {
      const isOfMany = isPaced(spec, call) || Object.keys(pickedBy(spec, call)).length > 0;
      if (isOfMany) return order(session, spec, call, plan.name);
      if (call.words.length === 0)
        throw usage(`say which vms to ${plan.name}: by name, by -l or by --group`, `chrono vm ${plan.name} --help`);
      return plan.run(session, call);
    },
  };
};
