/** One HTTP request over node:http: unlike fetch it puts no limit of its own on answers that are meant to last, and it loads fast. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
  /** How long the head of the answer may take. */
  readonly patienceMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  /** Of the operating system, such as ECONNREFUSED. */
  readonly code: string;

  constructor(code: string, cause: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

export interface Transport {
  send(url: string, request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

const codeOf = (error: Error): string => {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined) return code;
  // Of several addresses tried, the first one's reason stands for all.
  const [first] = error instanceof AggregateError ? (error.errors as readonly Error[]) : [];
  return first === undefined ? error.message : codeOf(first);
};

export const httpTransport = (): Transport => {
  // An import of node:http would read all its exports and so load a whole second HTTP client behind one of them.
  const http = process.getBuiltinModule('node:http');
  const https = process.getBuiltinModule('node:https');
  const plain = new http.Agent({ keepAlive: true });
  const secure = new https.Agent({ keepAlive: true });

  const send = (url: string, { method, headers, body, signal, patienceMs }: HttpRequest): Promise<HttpAnswer> => {
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    const isSecure = url.startsWith('https:');
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { method, headers: { ...headers, ...length }, signal, agent: isSecure ? secure : plain };
    const outgoing = (isSecure ? https : http).request(url, options, (answer) => {
      clearTimeout(timer);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer });
    });
    const timer = setTimeout(() => outgoing.destroy(new Unreachable('ETIMEDOUT', undefined)), patienceMs);
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      reject(signal.aborted || error instanceof Unreachable ? error : new Unreachable(codeOf(error), error));
    });
    outgoing.end(body);
    return promise;
  };

  const close = (): void => {
    plain.destroy();
    secure.destroy();
  };
  return { send, close };
};

export const textOf = async (answer: HttpAnswer): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of answer.body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};
