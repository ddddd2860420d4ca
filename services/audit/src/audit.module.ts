/** Wiring of audit's control part: the only list of its parts. */
import type { EventStore, Executor } from '@chronovisor/event-store';
import { EXECUTOR, STORE, TAIL, type Tail } from '@chronovisor/nest';
import { Module } from '@nestjs/common';
import { AccessRecorder } from './inbound/nats/access-recorder.ts';
import { AuditCommandsController } from './inbound/nats/commands.controller.ts';
import { RECORDER } from './inbound/tokens.ts';
import { ChainEndView } from './projections/trail/chain-end-view.ts';

const makeRecorder = (store: EventStore, executor: Executor, tail: Tail): AccessRecorder => {
  const chain = new ChainEndView();
  tail.follow(chain);
  return new AccessRecorder({ store, executor, tail, chain });
};

@Module({
  controllers: [AuditCommandsController],
  providers: [{ provide: RECORDER, useFactory: makeRecorder, inject: [STORE, EXECUTOR, TAIL] }],
})
export class AuditModule {}
