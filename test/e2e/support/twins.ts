/** Two control processes on one store: a double of a KurrentDB server as a process of its own, and a second control beside the house's. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Api, connectApi } from './api.ts';
import { type House, type HouseOptions, startHouse } from './house.ts';
import { type OwnProcess, startBundle } from './processes.ts';

const PROGRAM = fileURLToPath(new URL('../../../libs/event-store/test/kurrent-double.program.ts', import.meta.url));

export interface Twin {
  readonly process: OwnProcess;
  readonly api: Api;
}

export interface Twins {
  /** The first control, with the hosts and all that they have in common. */
  readonly house: House;
  readonly second: Twin;
  /** The second again, after it ended. */
  startSecond(): Promise<void>;
  close(): Promise<void>;
}

const startStore = async (): Promise<{ readonly url: string; readonly child: ChildProcess }> => {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { url: line, child };
};

const endStore = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error('the store ended by itself');
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

export const startTwins = async (options: HouseOptions = {}): Promise<Twins> => {
  const store = await startStore();
  const common = { CHRONO_EVENT_STORE: store.url, ...options.env };
  const house = await startHouse({ ...options, jetstream: true, env: common }).catch(async (error: unknown) => {
    await endStore(store.child);
    throw error;
  });
  let second: Twin | null = null;
  let port = '0';
  const close = async (): Promise<void> => {
    await second?.process.end();
    await house.close();
    await endStore(store.child);
  };
  const startSecond = async (): Promise<void> => {
    const { dataDir, nats } = house;
    const env = { CHRONO_DATA_DIR: dataDir, CHRONO_NATS_URL: nats.url, CHRONO_HOST_TIMEOUT: '3', ...common };
    const control = startBundle('control', { ...env, CHRONO_HTTP_PORT: port }, join(dataDir, 'log', 'control-2.log'));
    const url = await control.saidUrl().catch(async (error: unknown) => {
      await control.end();
      throw error;
    });
    port = new URL(url).port;
    second = { process: control, api: await connectApi(url, dataDir) };
  };
  await startSecond().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    house,
    get second() {
      if (second === null) throw new Error('the second control has not started');
      return second;
    },
    startSecond,
    close,
  };
};
