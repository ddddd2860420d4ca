/**
 * Receives webhooks: verifies who sent them, deals with each event once, and answers when that is done.
 *
 *   CHRONO_WEBHOOK_SECRET=whsec_… node docs/examples/receive-webhook.ts 8080
 */
import { createServer } from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const webhook = new Webhook(process.env['CHRONO_WEBHOOK_SECRET'] ?? '');
const done = new Set<string>();

const answerTo = (body: string, headers: Record<string, string>): number => {
  try {
    // The body as it came, byte for byte: it is what was signed.
    const event = webhook.verify(body, headers) as {
      readonly id: string;
      readonly type: string;
      readonly subject: string;
    };
    if (!done.has(event.id)) console.log(`${event.type} ${event.subject}`);
    done.add(event.id);
    return 204;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return 401;
    throw error;
  }
};

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const body = Buffer.concat(pieces).toString('utf8');
    response.writeHead(answerTo(body, request.headers as Record<string, string>)).end();
  });
});
server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => console.log('listening', server.address()));
