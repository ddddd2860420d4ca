/** Gives every service of a control process the parts they share. */
import type { Bus } from '@chronovisor/bus';
import type { EventStore, Executor } from '@chronovisor/event-store';
import type { Logger, Metrics, Tracing } from '@chronovisor/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import type { ControlSettings } from './settings.ts';
import type { Tail } from './tail.ts';
import { BUS, EXECUTOR, LOGGER, METRICS, SETTINGS, STORE, TAIL, TRACING } from './tokens.ts';

export interface Platform {
  readonly store: EventStore;
  readonly executor: Executor;
  readonly bus: Bus;
  readonly tail: Tail;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly settings: ControlSettings;
}

@Module({})
export class PlatformModule {
  static with(platform: Platform): DynamicModule {
    const providers = [
      { provide: STORE, useValue: platform.store },
      { provide: EXECUTOR, useValue: platform.executor },
      { provide: BUS, useValue: platform.bus },
      { provide: TAIL, useValue: platform.tail },
      { provide: LOGGER, useValue: platform.log },
      { provide: METRICS, useValue: platform.metrics },
      { provide: TRACING, useValue: platform.tracing },
      { provide: SETTINGS, useValue: platform.settings },
    ];
    return { module: PlatformModule, global: true, providers, exports: providers };
  }
}
