/** Puts hooks, pages, the console's WebSocket and the problem filter on the application, before it is started. */
import type { Bus } from '@chronovisor/bus';
import { refuse } from '@chronovisor/kernel';
import { BUS, LOGGER, METRICS } from '@chronovisor/nest';
import type { Logger, Metrics } from '@chronovisor/telemetry';
import websocket from '@fastify/websocket';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AdminToken } from './admin-token.ts';
import type { AuditTrail } from './audit-trail.ts';
import { Door } from './door.ts';
import { methodsOf } from './endpoints.ts';
import type { HostAsker } from './host-asker.ts';
import { HttpProblem } from './http-problem.ts';
import { routePath } from './endpoint.ts';
import { servePages } from './pages/static-pages.ts';
import { parseCall } from './parse.ts';
import { ProblemFilter } from './problem-filter.ts';
import type { Reader } from './reader.ts';
import { ADMIN_TOKEN, AUDIT_TRAIL, HOST_ASKER, READER } from './tokens.ts';
import { joinConsole } from './vms/console.ts';
import { openVmConsole } from './vms/endpoints.ts';

const LARGEST_FRAME = 64 * 1024;

/** Which vm a console request means; refused before the upgrade, so that the answer is a problem like any other. */
const seatOf = (request: FastifyRequest, reader: Reader): { readonly vmId: string; readonly hostId: string } => {
  const { id } = parseCall(openVmConsole, request);
  const vmId = reader.resolve('vms', id);
  request.call.object = `/api/v1/vms/${vmId}/console`;
  const row = reader.catalogue.vms.documents.row(vmId);
  if (row?.status === 'running' || row?.status === 'paused') return { vmId, hostId: row.hostId };
  throw new HttpProblem(
    refuse('vm.not-running', `${row?.name} is ${row?.status}`, {
      hint: 'Start it first; its serial log is at …/serial.',
    }),
  );
};

const upgradeNeeded = (): HttpProblem =>
  new HttpProblem(
    refuse('request.upgrade-required', 'the console is a WebSocket', {
      hint: 'Connect with a WebSocket client, or read …/serial.',
    }),
    undefined,
    { upgrade: 'websocket' },
  );

const serveConsole = (
  fastify: FastifyInstance,
  door: Door,
  parts: { reader: Reader; bus: Bus; asker: HostAsker },
): void => {
  const seats = new WeakMap<FastifyRequest, { readonly vmId: string; readonly hostId: string }>();
  fastify.route({
    method: 'GET',
    url: routePath(openVmConsole.path),
    preValidation: async (request) => {
      const seat = seatOf(request, parts.reader);
      if (!request.ws) return;
      await door.letThrough(request);
      seats.set(request, seat);
    },
    handler: () => {
      throw upgradeNeeded();
    },
    wsHandler: (socket, request) => {
      const seat = seats.get(request);
      if (seat === undefined) {
        socket.close();
        return;
      }
      void joinConsole(socket, { request, ...seat }, parts);
    },
  });
};

export const configureHttp = async (app: NestFastifyApplication): Promise<void> => {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const log = app.get<Logger>(LOGGER);
  const reader = app.get<Reader>(READER);
  const door = new Door({
    token: app.get<AdminToken>(ADMIN_TOKEN),
    audit: app.get<AuditTrail>(AUDIT_TRAIL),
    metrics: app.get<Metrics>(METRICS),
    log,
  });
  app.useGlobalFilters(new ProblemFilter(log, methodsOf));
  fastify.decorateRequest('call');
  fastify.addHook('onRequest', (request, _reply, done) => {
    door.enter(request);
    done();
  });
  fastify.addHook('onSend', (request, reply) => door.answer(request, reply));
  fastify.addHook('onResponse', (request, reply, done) => {
    door.leave(request, reply);
    done();
  });
  await fastify.register(websocket, {
    options: {
      maxPayload: LARGEST_FRAME,
      handleProtocols: (offered: Set<string>) => (offered.has('chrono.console') ? 'chrono.console' : false),
    },
  });
  servePages(fastify);
  serveConsole(fastify, door, { reader, bus: app.get<Bus>(BUS), asker: app.get<HostAsker>(HOST_ASKER) });
};
