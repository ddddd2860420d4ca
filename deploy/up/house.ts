/** The processes of one machine together: started in an order that works, ended in the order that loses nothing. */
import { portHolder } from '@chronovisor/doctor';

import { apiAt } from './api.ts';
import { natsPlaceOf, type UpConfig } from './config.ts';
import { pause } from './ending.ts';
import { tryPort } from './free-port.ts';
import { lastWords, trimLog } from './log-file.ts';
import { natsAnswers, prepareNats } from './nats-server.ts';
import { controlPulse, hostPulse, natsPulse } from './pulses.ts';
import { endOrphans } from './orphans.ts';
import { controlPlan, hostPlan, natsPlan, nodeEnvironment, programsOf, type NatsUrls } from './processes.ts';
import { seconds, type Voice } from './say.ts';
import { requireSettings } from './settings.ts';
import { StartFailure } from './start-failure.ts';
import { supervise, type Supervised } from './supervised.ts';
import { type Patience, type Pulse, watch } from './watch.ts';

export interface House {
  /** In the order in which they are ended. */
  readonly processes: readonly Supervised[];
  start(): void;
  stop(now: AbortSignal): Promise<void>;
}

export interface HouseParts {
  readonly config: UpConfig;
  readonly root: string;
  readonly voice: Voice;
  readonly signal: AbortSignal;
  readonly patience: Patience;
}

const patience = 10_000;
const natsPatience = 10_000;
const natsTries = 3;
/** Where an address names none. */
const natsPort = 4222;

const endWhatIsLeft = async ({ config, root, voice }: HouseParts): Promise<void> => {
  const ended = await endOrphans(config.dataDir, programsOf(config, root), patience);
  if (ended.length === 0) return;
  const words = ended.map(({ name, pid }) => `${name} (pid ${pid})`).join(', ');
  voice.warn('left behind', `an earlier start was killed and left ${words}: ended now; vms go on`);
};

const requirePort = async ({ config }: HouseParts): Promise<void> => {
  if ((await tryPort(config.httpPort, config.httpHost)) !== undefined) return;
  const holder = portHolder(config.httpPort);
  const who = holder === undefined ? 'a process of another user' : `${holder.name} (pid ${holder.pid})`;
  throw new StartFailure(
    `port ${config.httpPort} is taken by ${who}`,
    `CHRONO_HTTP_PORT=${config.httpPort + 1} npm start`,
  );
};

const answersInTime = async (nats: Supervised, port: number, signal: AbortSignal): Promise<boolean> => {
  for (const deadline = Date.now() + natsPatience; Date.now() < deadline && nats.deaths() === 0;) {
    if (await natsAnswers(port)) return true;
    if (!(await pause(20, signal))) return false;
  }
  return false;
};

interface NatsParts {
  readonly urls: NatsUrls;
  /** None where NATS is somebody else's. */
  readonly pulses: readonly Pulse[];
}

/** Somebody may take the port between the choice and the start; another port is tried then. */
const startNats = async (parts: HouseParts, attempt = 1): Promise<NatsParts> => {
  const { config, voice, signal } = parts;
  const begun = performance.now();
  const place = await prepareNats(config.dataDir, { again: attempt > 1, readers: config.feedReaders });
  const nats = supervise(natsPlan(config, place), voice.line);
  nats.start();
  if (await answersInTime(nats, place.port, signal)) {
    voice.ok('nats-server', `127.0.0.1:${place.port} (${seconds(performance.now() - begun)})`);
    return { urls: { natsUrl: place.url, feedUrl: place.feedUrl }, pulses: [natsPulse(nats, place.port)] };
  }
  await nats.stop(patience);
  signal.throwIfAborted();
  if (attempt < natsTries) return startNats(parts, attempt + 1);
  const words = lastWords(nats.plan.logFile, 3).join('\n');
  throw new StartFailure(`nats-server does not start:\n${words}`, `look into ${nats.plan.logFile}`);
};

const connectNats = async (parts: HouseParts): Promise<NatsParts> => {
  const { natsUrl } = parts.config;
  if (natsUrl === undefined) return startNats(parts);
  const place = natsPlaceOf(natsUrl);
  const { hostname, port } = new URL(natsUrl);
  if (!(await natsAnswers(Number(port || natsPort), hostname.replaceAll(/[[\]]/g, '')))) {
    throw new StartFailure(
      `no nats-server answers at ${place}, which CHRONO_NATS_URL names`,
      'start it, set the address right, or leave CHRONO_NATS_URL out: one is started here then',
    );
  }
  parts.voice.ok('nats', `${place}, as CHRONO_NATS_URL says`);
  return { urls: { natsUrl }, pulses: [] };
};

const minute = 60_000;

const keepLogsSmall = (processes: readonly Supervised[]): NodeJS.Timeout =>
  setInterval(() => processes.forEach(({ plan }) => void trimLog(plan.logFile)), minute).unref();

/** Hosts say goodbye to control, both over nats. */
const stopAll = async (processes: readonly Supervised[], voice: Voice): Promise<void> => {
  for (const one of processes) {
    const byItself = await one.stop(patience);
    if (!byItself) voice.warn('stop', `${one.plan.name} did not end in time and was killed`);
  }
};

export const openHouse = async (parts: HouseParts): Promise<House> => {
  const { config, root, voice } = parts;
  // The address of a nats-server of our own is not known yet; it cannot be wrong.
  requireSettings(nodeEnvironment(config, config.natsUrl ?? 'nats://127.0.0.1:4222'));
  await endWhatIsLeft(parts);
  await requirePort(parts);
  const { urls, pulses } = await connectNats(parts);
  const control = supervise(controlPlan(config, root, urls), voice.line);
  const host = supervise(hostPlan(config, root, urls), voice.line);
  const api = apiAt(config.url, config.dataDir);
  const all = [hostPulse(host, api, config.hostName), controlPulse(control, api), ...pulses];
  const processes = all.map((pulse) => pulse.supervised);
  const unwatched = new AbortController();
  let watching = Promise.resolve();
  const timer = keepLogsSmall(processes);
  const killAll = (): void => processes.forEach((one) => one.kill());
  const start = (): void => {
    control.start();
    host.start();
    watching = watch(all, parts.patience, voice.line, unwatched.signal);
  };
  const stop = async (now: AbortSignal): Promise<void> => {
    clearInterval(timer);
    unwatched.abort();
    await watching;
    if (now.aborted) killAll();
    now.addEventListener('abort', killAll, { once: true });
    await stopAll(processes, voice);
  };
  return { processes, start, stop };
};
