/** Passthrough's control role: the list of its parts. */
import { Module } from '@nestjs/common';
import { PassthroughCommands } from './inbound/nats/commands.controller.ts';

@Module({ controllers: [PassthroughCommands] })
export class PassthroughModule {}
