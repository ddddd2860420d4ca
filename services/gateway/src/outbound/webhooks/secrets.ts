/** The secrets of webhooks: computed from one key of this installation, so that none is stored, neither in the log nor beside it. */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { readOrCreateSecret } from '@chronovisor/nest';
import { oldSecretUntil, type WebhookRow } from '../../projections/webhooks/view.ts';

const PREFIX = 'whsec_';

export class WebhookSecrets {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  of(webhookId: string, version: number): string {
    return PREFIX + createHmac('sha256', this.#key).update(`${webhookId}:${version}`).digest('base64');
  }

  /** Those that sign now: after a rotation the one before as well, for a day. */
  signing(row: WebhookRow, now: Date): readonly string[] {
    const present = this.of(row.id, row.secretVersion);
    const until = oldSecretUntil(row);
    if (until === null || now.toISOString() >= until) return [present];
    return [present, this.of(row.id, row.secretVersion - 1)];
  }
}

export const readOrCreateWebhookSecrets = async (dataDir: string): Promise<WebhookSecrets> =>
  new WebhookSecrets(await readOrCreateSecret({ file: join(dataDir, 'webhook-key'), word: 'key' }));
