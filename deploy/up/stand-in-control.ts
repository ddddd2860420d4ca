/** A small control process for the supervisor's specs: as much of the API as a first start uses, with a vm that can be started and stopped. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';

const {
  CHRONO_DATA_DIR: dataDir = '',
  CHRONO_HTTP_PORT: port,
  CHRONO_HOST_NAME: hostName,
  CHRONO_NATS_URL: natsUrl = '',
} = process.env;

const state = {
  images: new Set<string>(),
  vm: undefined as { status: string } | undefined,
  listeners: new Set<ServerResponse>(),
  position: 0,
};

const token = randomUUID();
mkdirSync(dataDir, { recursive: true });
writeFileSync(join(dataDir, 'admin-token'), `${token}\n`, { mode: 0o600 });

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const missing = (response: ServerResponse): void => json(response, 404, { code: 'not-found', detail: 'there is none' });

const done = (response: ServerResponse, type: string): void =>
  json(response, 200, { id: randomUUID(), type, status: 'succeeded', problem: null });

const tell = (type: string): void => {
  state.position += 1;
  const event = {
    type,
    subject: 'vms/1',
    time: new Date().toISOString(),
    data: { name: 'hello' },
    actorkind: 'user',
    actorid: 'admin',
  };
  for (const listener of state.listeners)
    listener.write(`id: ${state.position}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`);
};

const serial = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.write('\u001b[2JSeaBIOS\r\nLinux');
  response.write(' boots\r\n@@READY up=1.0: tiny is ready\r\ntick 1\r\n');
};

const stream = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
  state.listeners.add(response);
  response.on('close', () => state.listeners.delete(response));
};

const power = (response: ServerResponse, status: string, event: string): void => {
  state.vm = { status };
  tell(event);
  done(response, `vm.${status}`);
};

/** The stand-in for the host touches this file while it lives. */
const beatFile = join(dataDir, 'host-beat');
const hostBeats = (): boolean => {
  const { mtimeMs } = statSync(beatFile, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
  return Date.now() - mtimeMs < 500;
};

const host = () => ({
  name: hostName,
  status: 'connected',
  live: hostBeats() ? {} : null,
  capabilities: {
    qemuVersion: '7.2',
    accelerator: 'tcg',
    accelerators: [{ accelerator: 'kvm', usable: false, reason: 'the probe hung' }],
  },
});

const status = (): unknown => ({
  bus: 'connected',
  roles: [{ role: 'host', name: hostName, status: hostBeats() ? 'connected' : 'unknown' }],
});

const routes: Record<string, (response: ServerResponse) => void> = {
  'GET /api/v1/hosts/local': (response) => json(response, 200, host()),
  'GET /api/v1/images/tiny': (response) =>
    state.images.has('tiny') ? json(response, 200, { status: 'ready' }) : missing(response),
  'POST /api/v1/images': (response) => {
    state.images.add('tiny');
    done(response, 'image.import');
  },
  'GET /api/v1/vms': (response) =>
    json(response, 200, { items: state.vm === undefined ? [] : [{ name: 'hello', ...state.vm }], nextCursor: null }),
  'POST /api/v1/vms': (response) => power(response, 'running', 'vm.started'),
  'GET /api/v1/vms/hello': (response) => (state.vm === undefined ? missing(response) : json(response, 200, state.vm)),
  'GET /api/v1/vms/hello/serial': serial,
  'POST /api/v1/vms/hello/stop': (response) => power(response, 'off', 'vm.stopped'),
  'GET /api/v1/events': stream,
  'GET /api/v1/status': (response) => json(response, 200, status()),
  // For the spec: make an event, and tell what the process was given.
  'POST /tell': (response) => {
    tell('vm.paused');
    response.writeHead(204).end();
  },
  'GET /given': (response) => json(response, 200, { natsUrl, arguments: process.argv.slice(2) }),
};

const answer = (request: IncomingMessage, response: ServerResponse): void => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path === '/readyz' || path === '/healthz') return json(response, 200, { status: 'ok' });
  if (request.headers.authorization !== `Bearer ${token}`)
    return json(response, 401, { code: 'auth.missing', detail: 'no token' });
  const route = routes[`${request.method} ${path}`] ?? missing;
  route(response);
};

const server = createServer(answer).listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => {
  console.log('control says goodbye');
  server.closeAllConnections();
  server.close();
});
