/**
 * Finished windows of films whose analysis is not finished: after a kill the same command goes on behind them. One folder a
 * film and request, one file a window, readable by their owner alone; gone once the film is done, or after a week.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Observation, OpenShot, Run } from '@aima/contract';
import { z } from 'zod';
import { writeFileAtomically } from '../kernel/atomic-file.ts';

const LIFETIME_MS = 7 * 86_400_000;

export const StoredWindow = z.object({
  fromMs: z.int(),
  toMs: z.int(),
  atCut: z.boolean(),
  runs: z.array(Run),
  observations: z.array(Observation),
  keyframes: z.array(z.object({ atMs: z.number(), width: z.int(), height: z.int(), jpegBase64: z.string() })),
  openShot: OpenShot.optional(),
  before: OpenShot.optional(),
});
export type StoredWindow = z.infer<typeof StoredWindow>;

export interface WindowStore {
  /** The window that begins there; undefined where it is not finished, or cannot be trusted. */
  read(fromMs: number): Promise<StoredWindow | undefined>;
  /** Never fails a job: what cannot be kept is looked at again after a kill. */
  write(window: StoredWindow): Promise<void>;
  /** The film is done. */
  clear(): Promise<void>;
}

async function removeOld(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const place = path.join(folder, name);
    const age = now - ((await stat(place).catch(() => undefined))?.mtimeMs ?? now);
    if (age > LIFETIME_MS) await rm(place, { recursive: true, force: true });
  }
}

/** @param request all that decides what is found in the medium: content, analyzers, parameters, models, language, window length */
export async function openWindowStore(folder: string, request: readonly unknown[], now: () => number = Date.now): Promise<WindowStore> {
  await removeOld(folder, now());
  const place = path.join(folder, createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 32));
  const file = (fromMs: number): string => path.join(place, `${fromMs}.json`);
  return {
    async read(fromMs) {
      try {
        const window = StoredWindow.parse(JSON.parse(await readFile(file(fromMs), 'utf8')));
        return window.fromMs === fromMs ? window : undefined;
      } catch {
        return undefined; // not there, or not what this version wrote: looked at anew
      }
    },
    async write(window) {
      try {
        await mkdir(place, { recursive: true, mode: 0o700 });
        await writeFileAtomically(file(window.fromMs), JSON.stringify(window));
      } catch {
        // A full disk costs time after a kill, not this run its results.
      }
    },
    clear: () => rm(place, { recursive: true, force: true }),
  };
}
