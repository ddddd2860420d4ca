/** `version`: of this command line, and of what runs. */
import type { Status } from '@chronovisor/client';

import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { CommandPlan } from '../plan.ts';
import type { Session } from '../session.ts';
import { version } from '../version.ts';

const PATIENCE_MS = 2000;

interface Server {
  readonly version: string | null;
  readonly why: string | null;
}

/** A version can be told without a server. */
const serverOf = async (session: Session): Promise<Server> => {
  try {
    const status = await session.api().ask<Status>({ path: '/api/v1/status', patienceMs: PATIENCE_MS });
    return { version: status.version, why: null };
  } catch (error) {
    if (!(error instanceof Failure) || error.exit === exitCodes.interrupted) throw error;
    return { version: null, why: error.message };
  }
};

export const versionPlan: CommandPlan = {
  name: 'version',
  summary: 'Show the versions of this command and of what runs',
  run: async (session) => {
    const server = await serverOf(session);
    const { printer } = session;
    if (printer.forPeople) {
      printer.line(`chrono ${version}`);
      printer.line(`server ${server.version ?? `unknown: ${server.why}`}`);
    } else {
      const shape = { noun: 'version', columns: ['client', 'server'], fields: ['client', 'server'] };
      await printer.document(shape, { client: version, server: server.version });
    }
    return exitCodes.ok;
  },
};
