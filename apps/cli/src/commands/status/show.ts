/** `status`: whether all parts are there and up to date. */
import type { Status } from '@chronovisor/client';

import { exitCodes } from '../../exit-codes.ts';
import { shapeOf } from '../../described/list.ts';
import type { OperationSpec } from '../../described/spec.ts';
import { cellText } from '../../output/cells.ts';
import { layOut, widthsFor } from '../../output/table.ts';
import { meaningOf } from '../../paint.ts';
import type { CommandPlan } from '../../plan.ts';
import type { Session } from '../../session.ts';

const heads = ['ROLE', 'NAME', 'STATUS', 'VERSION', 'SERVICES'];

const rolesTable = async ({ roles }: Status, { printer }: Session): Promise<readonly string[]> => {
  const rows = [
    heads,
    ...roles.map((each) => [each.role, each.name, each.status, each.version, each.services.join(',')]),
  ];
  return layOut(rows, await widthsFor(rows), (text, row, column) => {
    if (row === 0) return printer.paint('title', text);
    return column === 2 ? printer.paint(meaningOf(text), text) : text;
  });
};

/** The rest are views of what is recorded, not of things. */
const isCounted = (view: string): boolean => view !== 'feed' && view !== 'audit';

const behind = ({ position, head }: Status): string =>
  position >= head ? 'the views show everything' : `the views are ${head - position} events behind`;

const print = async (status: Status, session: Session): Promise<void> => {
  const { printer } = session;
  const url = session.api().connection.url;
  const bus = printer.paint(meaningOf(status.bus), status.bus);
  printer.line(`Chronovisor ${status.version} at ${url}, up since ${cellText('startedAt', status.startedAt)}`);
  printer.line(`bus ${bus}; ${status.head} events; ${behind(status)}`);
  printer.line(
    status.views
      .filter(({ name }) => isCounted(name))
      .map(({ name, items }) => `${name} ${items}`)
      .join(', '),
  );
  printer.line('');
  (await rolesTable(status, session)).forEach((line) => printer.line(line));
  const hosts = status.roles.filter(({ role, status: state }) => role === 'host' && state === 'connected');
  if (hosts.length === 0) printer.say('no host is connected: vms can neither be made nor started');
};

export const statusPlan = (spec: OperationSpec): CommandPlan => ({
  name: 'status',
  summary: spec.summary,
  description: spec.description,
  run: async (session) => {
    const status = await session.api().ask<Status>({ path: spec.path });
    const { printer } = session;
    if (printer.forPeople && printer.choice.columns === null) await print(status, session);
    else await printer.document(shapeOf(spec), { ...status });
    return exitCodes.ok;
  },
});
