/** Audit's door on the bus. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import type { EventStore } from '@chronovisor/event-store';
import { STORE } from '@chronovisor/nest';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { RECORDER } from '../tokens.ts';
import type { AccessRecorder } from './access-recorder.ts';
import { verifyTrail } from './verify-trail.ts';

@Controller()
export class AuditCommandsController {
  readonly #store: EventStore;
  readonly #recorder: AccessRecorder;

  constructor(@Inject(STORE) store: EventStore, @Inject(RECORDER) recorder: AccessRecorder) {
    this.#store = store;
    this.#recorder = recorder;
  }

  @MessagePattern('audit')
  handle(@Payload() command: CommandEnvelope): Promise<Reply> {
    return command.type === 'audit.VerifyTrail' ? this.#verify() : this.#recorder.record(command);
  }

  async #verify(): Promise<Reply> {
    const verification = await verifyTrail(this.#store, this.#recorder.end);
    const position = await this.#store.head();
    return {
      kind: 'accepted',
      position,
      revision: null,
      duplicate: false,
      awaits: null,
      operationId: null,
      result: { ...verification },
    };
  }
}
