/** Asks a host something that only it can see: a serial log, a screen, whether a file is there. */
import type { Bus } from '@chronovisor/bus';
import type { HostEnvelope, HostQueryDefinition } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import type { z } from 'zod';
import type { Call } from './call.ts';
import { HttpProblem, problemOfFault } from './http-problem.ts';

export interface Question<D extends HostQueryDefinition> {
  readonly definition: D;
  readonly data: z.input<D['data']>;
  readonly timeoutMs?: number;
}

const HINT = 'The host process may be down or restarting; its vms run on. Look at GET /api/v1/hosts and try again.';

export class HostAsker {
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  async ask<D extends HostQueryDefinition>(
    call: Call,
    hostId: string,
    question: Question<D>,
  ): Promise<z.infer<D['result']>> {
    const { definition, data, timeoutMs } = question;
    const id = newId() as HostEnvelope['meta']['commandId'];
    const meta = {
      commandId: id,
      operationId: id as unknown as HostEnvelope['meta']['operationId'],
      correlationId: call.traceId,
      traceparent: call.traceparent,
    };
    const envelope: HostEnvelope = { type: definition.type, version: definition.version, data, meta };
    const reply = await this.#bus.host(hostId, envelope, timeoutMs === undefined ? {} : { timeoutMs });
    if (reply.kind === 'result') return definition.result.parse(reply.result) as z.infer<D['result']>;
    if (reply.kind === 'fault') throw problemOfFault(reply, reply.code.startsWith('bus.') ? HINT : undefined);
    if (reply.kind === 'refusal') throw new HttpProblem(reply as HttpProblem['refusal']);
    throw new Error(`${definition.type} was taken as a command`);
  }
}
