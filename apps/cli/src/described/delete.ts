/** Commands that delete: each target is looked up, what would be lost is shown, and nothing goes without a yes. */
import { confirm } from '../confirm.ts';
import type { Plain } from '../output/cells.ts';
import { nameOf } from '../output/printer.ts';
import type { Work } from '../operations/carry-out.ts';
import type { Call, CommandPlan } from '../plan.ts';
import type { Session } from '../session.ts';
import { addChangeFlags, carryOutChange, checkValues, isDryRun, send } from './change.ts';
import { lossesOf } from './losses.ts';
import { documentOf, look, type Seen } from './show.ts';
import { pathFor, type OperationSpec } from './spec.ts';

const asking = (spec: OperationSpec): OperationSpec => ({ ...spec, method: 'GET' });

export const question = (spec: OperationSpec, documents: readonly Plain[], keepVolumes: boolean) => {
  const losses = documents.map((document) => lossesOf(spec.noun, document, keepVolumes));
  const withData = documents.filter((_, index) => losses[index]?.data === true);
  const word = withData.length === 1 ? nameOf(withData[0] as Plain) : `${withData.length} ${spec.noun}s`;
  return { lines: losses.flatMap(({ lines }) => lines), word: withData.length === 0 ? null : word };
};

/** Found first and deleted by id, so that what was confirmed is what goes, whatever is called so by then. */
const found = (session: Session, spec: OperationSpec, words: readonly string[]): Promise<readonly Seen[]> =>
  Promise.all([...new Set(words)].map((word) => look(word, () => documentOf(session.api(), asking(spec), word))));

const workFor = (session: Session, spec: OperationSpec, call: Call, seen: Seen): Work => {
  if ('failure' in seen) return { label: seen.word, ask: () => Promise.reject(seen.failure) };
  const path = pathFor(spec, String(seen.document['id']));
  return { label: nameOf(seen.document), ask: () => send(session.api(), spec, { path, call, body: null }) };
};

export const deletePlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  aliases: ['rm'],
  summary: spec.summary,
  description: spec.description,
  words: `<${spec.noun}...>`,
  addFlags: (command) => {
    command.option('-y, --yes', 'do not ask');
    addChangeFlags(command, spec);
  },
  run: async (session, call) => {
    checkValues(spec, call.values);
    const seen = await found(session, spec, call.words);
    const documents = seen.flatMap((each) => ('document' in each ? [each.document] : []));
    if (call.values['yes'] !== true && !isDryRun(call.values) && documents.length > 0) {
      await confirm(session.terminal, question(spec, documents, call.values['volumes'] === 'keep'));
    }
    return carryOutChange(
      session,
      spec,
      call,
      seen.map((each) => workFor(session, spec, call, each)),
    );
  },
});
