/**
 * Finished runs by content: what was found in a medium within the last hour is not looked for again by another job.
 * One folder a medium, one file a run, readable by their owner alone; what is older is removed whenever the cache opens.
 */
import { chmod, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Observation, Run } from '@aima/contract';
import { z } from 'zod';
import { writeFileAtomically } from '../kernel/atomic-file.ts';

/** Results of a job live as long as the job; this only limits reuse by others. */
const LIFETIME_MS = 3_600_000;

const Keyframe = z.object({ atMs: z.number(), width: z.int(), height: z.int(), jpegBase64: z.string() });
const Kept = z.object({ run: Run, observations: z.array(Observation) });

export interface CachedMedium {
  finished: { run: Run; observations: Observation[] }[];
  keyframes: z.infer<typeof Keyframe>[];
}

export interface RunCache {
  /** Fresh results with these keys; nothing where even one file of the medium cannot be trusted. */
  find(sha256: string, keys: ReadonlyMap<string, string>): Promise<CachedMedium | undefined>;
  /** Keeps complete results; held, failed and partial ones are found anew each time. Never fails a job. */
  keep(sha256: string, keys: ReadonlyMap<string, string>, medium: CachedMedium): Promise<void>;
}

const isComplete = (run: Run): boolean => run.status === 'done' && run.reason === undefined && run.coverage === 1;

async function readFresh<T>(file: string, schema: z.ZodType<T>, now: number): Promise<T | undefined> {
  try {
    if (now - (await stat(file)).mtimeMs > LIFETIME_MS) return undefined;
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined; // not there, or not what this version wrote: found anew
  }
}

async function removeOld(folder: string, now: number): Promise<void> {
  for (const medium of await readdir(folder).catch(() => [])) {
    const place = path.join(folder, medium);
    for (const name of await readdir(place).catch(() => [])) {
      const age = now - ((await stat(path.join(place, name)).catch(() => undefined))?.mtimeMs ?? now);
      if (age > LIFETIME_MS) await rm(path.join(place, name), { force: true });
    }
    if ((await readdir(place).catch(() => ['?'])).length === 0) await rm(place, { recursive: true, force: true });
  }
}

export async function openRunCache(folder: string, now: () => number = Date.now): Promise<RunCache> {
  await removeOld(folder, now());
  const file = (sha256: string, name: string): string => path.join(folder, sha256, `${name}.json`);
  return {
    async find(sha256, keys) {
      const keyframes = await readFresh(file(sha256, 'keyframes'), z.array(Keyframe), now());
      if (keyframes === undefined) return undefined;
      const found = await Promise.all([...keys.values()].map((key) => readFresh(file(sha256, key), Kept, now())));
      return { keyframes, finished: found.filter((kept) => kept !== undefined) };
    },
    async keep(sha256, keys, { finished, keyframes }) {
      try {
        await mkdir(path.join(folder, sha256), { recursive: true, mode: 0o700 });
        await chmod(folder, 0o700);
        for (const { run, observations } of finished) {
          const key = keys.get(run.analyzer);
          if (key !== undefined && isComplete(run) && run.reused !== true) await writeFileAtomically(file(sha256, key), JSON.stringify({ run, observations }));
        }
        await writeFileAtomically(file(sha256, 'keyframes'), JSON.stringify(keyframes));
      } catch {
        // A full disk costs the next job time, not this one its results.
      }
    },
  };
}
