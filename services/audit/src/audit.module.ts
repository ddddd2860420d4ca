/** Wiring of audit's control part: the only list of its parts. */
import { TAIL, type Tail } from '@chronovisor/nest';
import { Inject, Module } from '@nestjs/common';
import { AuditCommandsController } from './inbound/nats/commands.controller.ts';
import { CHAIN_END } from './inbound/tokens.ts';
import { ChainEndView } from './projections/trail/chain-end-view.ts';

@Module({
  controllers: [AuditCommandsController],
  providers: [{ provide: CHAIN_END, useFactory: () => new ChainEndView() }],
})
export class AuditModule {
  constructor(@Inject(TAIL) tail: Tail, @Inject(CHAIN_END) chain: ChainEndView) {
    tail.follow(chain);
  }
}
