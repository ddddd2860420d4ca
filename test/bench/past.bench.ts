/** A vm as it was, with ten thousand events behind it: at positions spread over all of them, over HTTP and the store on disk. */
import { join } from 'node:path';
import { openSqliteStore, type NewEvent, type RecordedEvent } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { startHouse, type House } from '../e2e/support/house.ts';
import { type Row, quantile } from './result.ts';

const EVENTS = 10_000;
const SAMPLES = 60;
const IN_ONE_COMMIT = 500;

const eventsOf = async (store: ReturnType<typeof openSqliteStore>, stream: string): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.read(stream)) events.push(event);
  return events;
};

/** What a pause and a resume wrote is written again and again while control is down; gives the positions of the stream. */
const lengthen = async (house: House, stream: string): Promise<readonly number[]> => {
  const store = openSqliteStore({ file: join(house.dataDir, 'events.sqlite') });
  try {
    const round: NewEvent[] = (await eventsOf(store, stream)).slice(-4);
    const events = Array.from({ length: IN_ONE_COMMIT }, (_, index) => {
      const { type, version, data, meta } = round[index % round.length] as NewEvent;
      return { type, version, data, meta };
    });
    for (let written = 0; written < EVENTS; written += IN_ONE_COMMIT)
      await store.append({ id: newId(), writes: [{ stream, expected: 'any', events }] });
    return (await eventsOf(store, stream)).map(({ position }) => position);
  } finally {
    await store.close();
  }
};

const timesOf = async (house: House, positions: readonly number[]): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    const position = positions[Math.floor((sample * (positions.length - 1)) / SAMPLES)];
    const begun = performance.now();
    const { status, headers } = await house.api.get(`/vms/past?at=${position}`);
    times.push(performance.now() - begun);
    if (status !== 200 || headers.get('x-position') !== String(position)) throw new Error(`at ${position}: ${status}`);
  }
  return times;
};

export const benchPast = async (): Promise<readonly Row[]> => {
  const house = await startHouse({ env: { CHRONO_HOST_DRIVER: 'sim' } });
  try {
    await house.api.succeed('POST', '/vms', { name: 'past', memory: '4MiB', start: true });
    await house.api.succeed('POST', '/vms/past/pause');
    await house.api.succeed('POST', '/vms/past/resume');
    const { id } = await house.api.vm('past');
    await house.control.end();
    const positions = await lengthen(house, `vm-${String(id)}`);
    await house.startControl();
    // The first round is for the process to become warm: it has answered nothing yet.
    await timesOf(house, positions);
    const times = await timesOf(house, positions);
    const row = (share: number): Row => ({
      name: `GET /vms/{id}?at= of a vm with ${EVENTS} events, p${share * 100}`,
      figure: quantile(times, share),
      unit: 'ms',
      reach: '<=',
      target: 20,
      detail: { longest: Math.max(...times), events: positions.length },
    });
    return [row(0.5), row(0.95)];
  } finally {
    await house.close();
  }
};
