/** A small Nest application behind the bus: what a controller's method hears and how its answers and errors travel. */
import type { Bus } from '@chronovisor/bus';
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { openMemoryStore, createExecutor } from '@chronovisor/event-store';
import { Fault } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger, createMetrics, createTracing } from '@chronovisor/telemetry';
import { fakeNetwork } from '@chronovisor/testing';
import { Controller, Inject, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload } from '@nestjs/microservices';
import 'reflect-metadata';
import { type Observable, of } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUS, BusTransport, type ControlSettings, PassErrors, PlatformModule, SETTINGS, createTail } from './index.ts';

const accepted = (more: object = {}): Reply => ({
  kind: 'accepted',
  position: 1,
  revision: 0,
  duplicate: false,
  awaits: null,
  operationId: null,
  ...more,
});
const vmId = newId();
const heard: CommandEnvelope[] = [];
let answer: (command: CommandEnvelope) => unknown = () => accepted();

@Controller()
class LittleController {
  readonly settings: ControlSettings;
  readonly bus: Bus;

  constructor(@Inject(SETTINGS) settings: ControlSettings, @Inject(BUS) bus: Bus) {
    this.settings = settings;
    this.bus = bus;
  }

  @MessagePattern('compute')
  async compute(@Payload() command: CommandEnvelope): Promise<unknown> {
    heard.push(command);
    return answer(command);
  }

  @MessagePattern('saga')
  saga(): Observable<Reply> {
    return of(accepted({ position: 2 }));
  }
}

const network = fakeNetwork();
const people = network.connect();
const ask = (type: string, data: unknown = { vmId }): Promise<Reply> => {
  const commandId = newId();
  const actor = { kind: 'user', id: 'admin' };
  const meta = { commandId, operationId: commandId, correlationId: 'c', actor, at: '2026-01-01T00:00:00.000Z' };
  return people.command({ type, version: 1, data, meta } as CommandEnvelope, { timeoutMs: 1_000 });
};

let app: INestMicroservice;
let close: () => Promise<void>;

beforeEach(async () => {
  heard.length = 0;
  answer = () => accepted();
  const store = openMemoryStore();
  const bus = network.connect();
  const settings = { dataDir: '/data' } as ControlSettings;
  const platform = {
    store,
    executor: createExecutor(store),
    bus,
    tail: createTail(store, () => {}),
    log: createLogger('test', 'silent'),
    metrics: createMetrics({ process: 'test', defaults: false }),
    tracing: createTracing('test', undefined),
    settings,
  };
  @Module({ imports: [PlatformModule.with(platform)], controllers: [LittleController] })
  class LittleModule {}
  app = await NestFactory.createMicroservice(LittleModule, { strategy: new BusTransport(bus), logger: false });
  app.useGlobalFilters(new PassErrors());
  await app.listen();
  close = async () => {
    await app.close();
    await bus.close();
    await store.close();
  };
});
afterEach(() => close());

describe('a method marked with a service', () => {
  it('takes every command of that service, parsed, and its answer goes back', async () => {
    answer = ({ type }) => accepted({ result: type });
    expect(await ask('compute.StartVm')).toEqual(accepted({ result: 'compute.StartVm' }));
    expect(await ask('compute.StopVm')).toMatchObject({ result: 'compute.StopVm' });
    expect(heard).toMatchObject([{ type: 'compute.StartVm', version: 1, data: { vmId } }, { type: 'compute.StopVm' }]);
    expect(await ask('saga.Cancel', { operationId: vmId })).toMatchObject({ position: 2 });
  });

  it('hears nothing that its contract does not describe', async () => {
    expect(await ask('compute.StartVm', { vm: 'x' })).toMatchObject({ kind: 'refusal', code: 'message.invalid' });
    expect(await ask('compute.ExplodeVm')).toMatchObject({ kind: 'refusal', code: 'message.invalid' });
    expect(heard).toEqual([]);
  });

  it('is given the parts of the platform', () => {
    const { settings, bus } = app.get(LittleController);
    expect(settings.dataDir).toBe('/data');
    expect(bus.status).toBe('connected');
  });
});

describe('an error in it', () => {
  it('that is a fault is told as it is, without its inside story', async () => {
    answer = () => {
      throw new Fault('store.unavailable', 'the disk is full', { retry: 'later', facts: { secret: 'x' } });
    };
    expect(await ask('compute.StartVm')).toEqual({
      kind: 'fault',
      code: 'store.unavailable',
      message: 'the disk is full',
      retry: 'later',
    });
  });

  it('that is ours is told as a bug, and the next command is served', async () => {
    answer = () => {
      throw new TypeError('x is not a function');
    };
    expect(await ask('compute.StartVm')).toMatchObject({ kind: 'fault', code: 'internal.bug', retry: 'look-first' });
    answer = () => ({ kind: 'accepted', nonsense: true });
    expect(await ask('compute.StartVm')).toMatchObject({ kind: 'fault', code: 'internal.bug' });
    answer = () => accepted();
    expect(await ask('compute.StartVm')).toMatchObject({ kind: 'accepted' });
  });
});

describe('the end of the application', () => {
  it('lets what runs finish, and then nobody answers', async () => {
    const gate = Promise.withResolvers<Reply>();
    answer = () => gate.promise;
    const running = ask('compute.StartVm');
    await expect.poll(() => heard.length).toBe(1);
    const ending = app.close();
    gate.resolve(accepted({ position: 9 }));
    await ending;
    expect(await running).toMatchObject({ position: 9 });
    expect(await ask('compute.StartVm')).toMatchObject({ kind: 'fault', code: 'bus.no-responders' });
  });
});
