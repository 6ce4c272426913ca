/**
 * A ticket opens one WebSocket where a browser cannot send its key along: the credentials of the request that asked for it,
 * encrypted under a key that follows from the installation's secret. So any process of the installation accepts it, and
 * what it opens ends with the session or key that asked. It is good for half a minute, and once in each process.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';

const GOOD_MS = 30_000;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const Content = z.object({ authorization: z.string().optional(), cookie: z.string().optional(), workspaceId: z.string().optional(), until: z.int() });
export type TicketContent = Omit<z.infer<typeof Content>, 'until'>;

export interface Tickets {
  issue(content: TicketContent): { ticket: string; expiresInSeconds: number };
  /** Undefined for what is wrong, too old or used already. */
  redeem(ticket: string): TicketContent | undefined;
}

export function createTickets(secret: string, now: () => number = Date.now): Tickets {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'aima ticket 1', 32));
  /** Until when each used one would still be good. */
  const used = new Map<string, number>();

  function open(ticket: string): z.infer<typeof Content> | undefined {
    const bytes = Buffer.from(ticket, 'base64url');
    if (bytes.length <= NONCE_BYTES + TAG_BYTES || bytes.length > 8192) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
      return Content.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  }

  return {
    issue(content) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const text = JSON.stringify({ ...content, until: now() + GOOD_MS });
      const bytes = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return { ticket: bytes.toString('base64url'), expiresInSeconds: GOOD_MS / 1000 };
    },
    redeem(ticket) {
      const content = open(ticket);
      for (const [each, until] of used) if (until < now()) used.delete(each);
      // The bytes, not the text: base64url has several texts for the same bytes.
      const name = Buffer.from(ticket, 'base64url').subarray(0, NONCE_BYTES).toString('hex');
      if (!content || content.until < now() || used.has(name)) return undefined;
      used.set(name, content.until);
      const { until: _, ...rest } = content;
      return rest;
    },
  };
}
