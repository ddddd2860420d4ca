/** The control process: settings from the environment, one event store, one application, until it is told to stop. */
import { type Turn, alwaysMine, openNatsBus, openTurn } from '@chronovisor/bus';
import { type EventStore, openEventStore } from '@chronovisor/event-store';
import { isFault, messageOf } from '@chronovisor/kernel';
import { type ControlSettings, createTail, parseControlSettings } from '@chronovisor/nest';
import { type Logger, createLogger, createMetrics, createTracing } from '@chronovisor/telemetry';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { type ControlPlatform, createControlExecutor, startControl } from './control-application.ts';
import { untilTold } from './until-told.ts';

// Left alone, V8 lets the heap grow to three times what it holds while a long log is read. Half as much costs a tenth more time.
setFlagsFromString('--heap-growing-percent=100');

const storeAddress = (settings: ControlSettings): string =>
  settings.eventStore === 'sqlite' ? `sqlite:${join(settings.dataDir, 'events.sqlite')}` : settings.eventStore;

/** The embedded engines take one process at a time, which then acts alone. */
const turnOf = async ({ eventStore, natsUrl }: ControlSettings, log: Logger): Promise<Turn> =>
  ['sqlite', 'memory'].includes(eventStore) ? alwaysMine : openTurn({ url: natsUrl, log });

const openPlatform = async (settings: ControlSettings, store: EventStore, log: Logger, turn: Turn) => {
  const metrics = createMetrics({ process: 'control' });
  return {
    store,
    executor: createControlExecutor(store, metrics),
    bus: await openNatsBus({ url: settings.natsUrl, name: 'control', log }),
    tail: createTail(store, (error) => log.error({ err: error, ...error.facts }, 'a view fell behind'), turn),
    log,
    metrics,
    tracing: createTracing('control', settings.otlpEndpoint),
    settings,
  } satisfies ControlPlatform;
};

const run = async (settings: ControlSettings): Promise<void> => {
  const store = await openEventStore(storeAddress(settings));
  const log = createLogger('control', settings.logLevel);
  const turn = await turnOf(settings, log);
  const platform = await openPlatform(settings, store, log, turn);
  const { tail, bus, tracing } = platform;
  const control = await startControl(platform);
  log.info({ url: control.url, position: tail.position }, 'control is ready');
  const signal = await untilTold();
  log.info({ signal }, 'control is stopping');
  await control.close();
  await turn.close();
  await bus.close();
  await tracing.close();
  await store.close();
};

const settings = parseControlSettings(process.env);
if (!('dataDir' in settings)) {
  process.stderr.write(`The settings do not hold:\n${settings.map((line) => `  ${line}\n`).join('')}`);
  process.exit(2);
}
try {
  await run(settings);
  process.exit(0);
} catch (error) {
  process.stderr.write(`control cannot go on: ${messageOf(error)}${isFault(error) ? ` (${error.code})` : ''}\n`);
  createLogger('control', settings.logLevel).fatal({ err: error }, 'control cannot go on');
  process.exit(1);
}
