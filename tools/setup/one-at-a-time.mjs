/** Lets one set-up at a time do a piece of work on this machine; the kernel ends the claim when its process ends, however it ends. */
import { createConnection, createServer } from 'node:net';

import { line } from './say.mjs';

// An abstract socket has no file that could be left behind by a killed process.
const address = (name) => `\0chronovisor-setup-${process.getuid?.() ?? 'any'}-${name}`;

const claim = (name) =>
  new Promise((done, failed) => {
    const server = createServer((socket) => socket.end(String(process.pid)));
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? done(undefined) : failed(error)));
    server.listen(address(name), () => done(server));
  });

const holder = (name) =>
  new Promise((done) => {
    let pid = '';
    const socket = createConnection(address(name));
    socket.setEncoding('utf8').on('data', (text) => (pid += text));
    socket.on('error', () => done(''));
    socket.on('close', () => done(pid));
  });

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

const claimWhenFree = async (name) => {
  let told = false;
  for (;;) {
    const server = await claim(name);
    if (server !== undefined) return server;
    const pid = await holder(name);
    if (!told && pid !== '') line(`       another set-up (pid ${pid}) is at it: waiting for it to finish …`);
    told ||= pid !== '';
    await pause(200);
  }
};

export const oneAtATime = async (name, work) => {
  const server = await claimWhenFree(name);
  try {
    return await work();
  } finally {
    await new Promise((done) => server.close(done));
  }
};
