/** Runs Chronovisor on one machine in the foreground: the second half of `npm start`, from processes to farewell. */
import { liveMachine } from '@chronovisor/doctor';

import { apiAt, ApiFailure, type Api } from './api.ts';
import { parseArguments, usage, type UpOptions } from './arguments.ts';
import { configFrom, type UpConfig } from './config.ts';
import { closeToOthers } from './data-folder.ts';
import { isHeld, lockDataFolder } from './data-lock.ts';
import { runDemo, type Guest } from './demo.ts';
import { listenForEnding, type Ending } from './ending.ts';
import { sayFarewell } from './farewell.ts';
import { followEvents } from './feed.ts';
import { openHouse, type House } from './house.ts';
import { untilHostJoined, untilReady } from './readiness.ts';
import { mayColour, seconds, voiceOn, type Voice } from './say.ts';
import { StartFailure } from './start-failure.ts';
import { type Patience, usualPatience } from './watch.ts';
import { sayWelcome } from './welcome.ts';

export interface UpRequest {
  readonly args: readonly string[];
  /** The folder of the clone. */
  readonly root: string;
  readonly guest: Guest | undefined;
  /** With processes that live and do not answer. */
  readonly patience?: Patience;
}

interface Life extends UpRequest {
  readonly options: UpOptions;
  readonly config: UpConfig;
  readonly voice: Voice;
  readonly ending: Ending;
  readonly begun: number;
}

const describeHost = async (life: Life, house: House, api: Api): Promise<void> => {
  const { config, voice, ending } = life;
  const { capabilities } = await untilHostJoined(house, api, config.hostName, ending.signal);
  voice.ok('host', `${config.hostName}: QEMU ${capabilities.qemuVersion}, accelerator ${capabilities.accelerator}`);
  const unusable = capabilities.accelerators.find((proof) => proof.accelerator === 'kvm' && !proof.usable);
  if (unusable !== undefined) voice.warn('KVM', `not usable: ${unusable.reason}`);
};

/** Without the demo everything else still works, so its failure is said and not fatal. */
const tryDemo = async (life: Life, api: Api): Promise<void> => {
  const { guest, options, config, voice, ending } = life;
  if (guest === undefined || !options.demo) return;
  try {
    await runDemo({ api, guest, host: config.hostName, voice, signal: ending.signal });
  } catch (error) {
    if (ending.signal.aborted || !(error instanceof ApiFailure)) throw error;
    voice.warn('demo vm', error.message);
  }
};

const liveInHouse = async (life: Life, house: House): Promise<void> => {
  const { config, voice, ending, begun, options } = life;
  const api = apiAt(config.url, config.dataDir);
  const from = performance.now();
  await untilReady(house, api, ending.signal);
  voice.ok('API', `${config.url} (${seconds(performance.now() - from)})`);
  await describeHost(life, house, api);
  await tryDemo(life, api);
  sayWelcome(config, voice, { demo: options.demo, elapsed: Date.now() - begun });
  await followEvents(api, voice, ending.signal);
};

const live = async (life: Life): Promise<void> => {
  const { config, root, voice, ending, options, patience = usualPatience } = life;
  const house = await openHouse({ config, root, voice, signal: ending.signal, patience });
  try {
    house.start();
    await liveInHouse(life, house);
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  } finally {
    await sayFarewell({ config, house, voice, ending, stopDemo: options.demo && !options.keep });
  }
};

const inWords = (error: unknown, voice: Voice): number => {
  if (!(error instanceof StartFailure) && !(error instanceof ApiFailure)) throw error;
  voice.line(`\ncannot go on: ${error.message}`);
  if (error instanceof StartFailure && error.remedy !== undefined) voice.line(`do this:      ${error.remedy}`);
  return 1;
};

const refuseSecond = ({ dataDir, httpPort }: UpConfig, heldBy: number | undefined, voice: Voice): number => {
  voice.line(`\nChronovisor runs already on ${dataDir}${heldBy === undefined ? '' : ` (pid ${heldBy})`}`);
  voice.line(
    `do this:      use that one, or a second beside it: CHRONO_DATA_DIR=${dataDir}-2 CHRONO_HTTP_PORT=${httpPort + 1} npm start`,
  );
  return 1;
};

const warnOfOpenFolder = ({ dataDir }: UpConfig, voice: Voice): void =>
  voice.warn(
    'data folder',
    `${dataDir} is open to other users and not Chronovisor's alone, so it stays open: choose another CHRONO_DATA_DIR, or close it yourself: chmod go= ${dataDir}`,
  );

/** Answers with the exit code. */
export const up = async (request: UpRequest): Promise<number> => {
  const voice = voiceOn(process.stdout, mayColour(process.env, process.stdout));
  const options = parseArguments(request.args);
  if ('unknown' in options) {
    voice.line(`${options.unknown} is no option of npm start\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    voice.line(usage);
    return 0;
  }
  const config = configFrom(process.env, liveMachine(process.env).which);
  // Before any process writes into it.
  const closed = closeToOthers(config.dataDir);
  const lock = lockDataFolder(config.runDir);
  if (isHeld(lock)) return refuseSecond(config, lock.heldBy, voice);
  if (!closed) warnOfOpenFolder(config, voice);
  const ending = listenForEnding();
  try {
    await live({ ...request, options, config, voice, ending, begun: options.since ?? Date.now() });
    return 0;
  } catch (error) {
    return ending.signal.aborted ? 0 : inWords(error, voice);
  } finally {
    ending.release();
    lock.release();
  }
};
