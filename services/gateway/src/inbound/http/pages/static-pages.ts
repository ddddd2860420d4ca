/** Serves the pages and their parts, each with a policy that lets nothing in from elsewhere. */
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { openApiText } from '../openapi/self.controller.ts';
import { ok } from '../status.ts';
import { docsPage, docsScript, docsStyle, startPage, startStyle } from './documents.ts';

const html = 'text/html; charset=utf-8';
const css = 'text/css; charset=utf-8';
const js = 'text/javascript; charset=utf-8';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface Page {
  readonly type: string;
  readonly content: () => string | Promise<Buffer>;
}

/** Read from the installed package, as it came. */
const swagger = (file: string, type: string): Page => {
  let read: Promise<Buffer> | null = null;
  const content = (): Promise<Buffer> => {
    return (read ??= readFile(new URL(file, import.meta.resolve('swagger-ui-dist/package.json'))));
  };
  return { type, content };
};

const text = (type: string, content: string): Page => ({ type, content: () => content });

const pages: Readonly<Record<string, Page>> = {
  '/': text(html, startPage),
  '/start.css': text(css, startStyle),
  '/docs': text(html, docsPage),
  '/docs/start.js': text(js, docsScript),
  '/docs/contrast.css': text(css, docsStyle),
  '/docs/openapi.json': { type: 'application/json; charset=utf-8', content: openApiText },
  '/docs/swagger-ui.css': swagger('swagger-ui.css', css),
  '/docs/swagger-ui-bundle.js': swagger('swagger-ui-bundle.js', js),
  '/docs/favicon-32x32.png': swagger('favicon-32x32.png', 'image/png'),
};

/** Browsers open these: they may sign in with a password, since they cannot be told to send a token. */
export const isPage = (path: string): boolean => Object.hasOwn(pages, path);

const send = async (reply: FastifyReply, { type, content }: Page): Promise<FastifyReply> =>
  reply
    .code(ok)
    .headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    })
    .type(type)
    .send(await content());

export const servePages = (fastify: FastifyInstance): void => {
  for (const [path, page] of Object.entries(pages)) fastify.get(path, (_request, reply) => send(reply, page));
};
