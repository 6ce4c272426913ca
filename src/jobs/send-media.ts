/** A job's media on their way to a rented machine: as ciphertext, from where they were interrupted, each at most once at a time. */
import type { SentMedia } from '../analysis/medium.ts';
import { beginStep, endStep } from '../db/index.ts';
import { toAppError } from '../kernel/app-error.ts';
import { sealedMedium } from '../library/index.ts';
import type { WorkerClient } from '../worker/client.ts';
import type { JobWork } from './job-work.ts';

export interface MediaSender {
  /** @param onSent it is there @param onProgress 0..1 */
  source(medium: { mediaId: string; sha256: string }, told?: { onSent?(): void; onProgress?(fraction: number): void }): SentMedia;
  /** Megabits a second of all that was sent so far; undefined where that is too little to tell. */
  mbps(): number | undefined;
}

/** Less tells more of the start of a connection. */
const LEAST_BYTES = 4e6;
const MEGABIT = 1e6 / 8;

export function mediaSender({ within, claim, parts }: Pick<JobWork, 'within' | 'claim' | 'parts'>): MediaSender {
  const underWay = new WeakMap<WorkerClient, Map<string, Promise<void>>>();
  const sent = { bytes: 0, ms: 0 };
  /** Whose last step says that it failed. */
  const failed = new Set<string>();

  async function send(client: WorkerClient, { mediaId, sha256 }: { mediaId: string; sha256: string }, signal: AbortSignal, onProgress: (fraction: number) => void): Promise<void> {
    const begin = (detail: Record<string, number>): Promise<string> => within((tx) => beginStep(tx, { jobId: claim.id, claimId: claim.claimId, kind: 'transfer', mediaId, detail }));
    if ((await client.mediaState(sha256, signal)).complete) {
      // A connection that broke behind its last byte: nobody should read that it never arrived.
      if (failed.delete(sha256)) {
        const seq = await begin({ sentBytes: 0 });
        await within((tx) => endStep(tx, seq, 'done'));
      }
      return;
    }
    const { access, ...medium } = await sealedMedium(parts.library, claim.workspaceId, mediaId, signal);
    const seq = await begin({ sizeBytes: medium.sizeBytes });
    const from = performance.now();
    let first: number | undefined;
    let last = 0;
    try {
      await client.sendSealed(sha256, medium, access, {
        signal,
        onProgress(bytes) {
          first ??= bytes;
          last = bytes;
          onProgress(bytes / medium.sizeBytes);
        },
      });
      const ms = performance.now() - from;
      sent.bytes += last - (first ?? 0);
      sent.ms += ms;
      failed.delete(sha256);
      await within((tx) => endStep(tx, seq, 'done', { detail: { seconds: Math.round(ms) / 1000 } }));
    } catch (error) {
      failed.add(sha256);
      await within((tx) => endStep(tx, seq, 'failed', { code: toAppError(error).code, detail: { sentBytes: last } })).catch(() => undefined);
      throw error;
    }
  }

  return {
    source: (medium, { onSent, onProgress } = {}) => ({
      async sendTo(client, signal) {
        const running = underWay.get(client) ?? new Map<string, Promise<void>>();
        underWay.set(client, running);
        // It was begun ahead of its turn; where that failed it is begun again.
        await running.get(medium.sha256)?.catch(() => undefined);
        const mine = send(client, medium, signal, (fraction) => { onProgress?.(fraction); }).finally(() => { running.delete(medium.sha256); });
        running.set(medium.sha256, mine);
        await mine;
        onSent?.();
      },
    }),
    mbps: () => (sent.bytes < LEAST_BYTES || sent.ms === 0 ? undefined : sent.bytes / MEGABIT / (sent.ms / 1000)),
  };
}
