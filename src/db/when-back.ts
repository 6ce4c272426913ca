/** What has to be written even where the database is away for a moment: at once, or as soon as it is back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toAppError } from '../kernel/app-error.ts';

const AGAIN_MS = 500;

const isAway = (error: unknown): boolean => toAppError(error).code === 'DATABASE_UNREACHABLE';

/** Resolves after the first attempt; later ones, for as long as `forMs`, go on behind it. @throws what `write` throws, but for a database that is away */
export async function writeWhenBack(write: () => Promise<unknown>, forMs: number): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isAway(error)) throw error;
    void (async () => {
      for (const until = performance.now() + forMs; performance.now() < until;) {
        await sleep(AGAIN_MS, undefined, { ref: false });
        if (await write().then(() => true, (again: unknown) => !isAway(again))) return;
      }
    })();
  }
}
