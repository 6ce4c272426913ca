/** What this machine can do, measured within seconds. Models are computed by a worker, in a process of its own. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Language, SelfTest } from '@aima/contract';
import type { Stock } from '../analysis/availability.ts';
import { openMachine } from '../analysis/machine.ts';
import type { Provider } from '../gpu/provider.ts';
import { profilesHere } from '../jobs/index.ts';
import { toAppError } from '../kernel/app-error.ts';
import { workFolder } from '../kernel/data-folder.ts';
import { diskSpeed } from './disk-speed.ts';
import { ffmpegSpeed } from './ffmpeg-speed.ts';

export interface SelfTestParts {
  data: string;
  /** That starts workers on this machine. */
  local: Provider;
  stock(): Promise<Stock>;
}

/** Clients wait half a minute for an answer. */
const DEVICE_LIMIT_MS = 18_000;
/** Who asks again soon gets what was measured. */
const KEPT_MS = 60_000;

async function deviceOf(local: Provider, signal: AbortSignal): Promise<SelfTest['device']> {
  const machine = openMachine(local);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(DEVICE_LIMIT_MS)]);
  try {
    const { device, why, proofs, gpu } = await (await machine.worker(limit)).device(limit);
    const best = proofs.filter(({ asked, computed }) => asked === device && computed === device).toSorted((a, b) => (b.gigaflops ?? 0) - (a.gigaflops ?? 0))[0];
    return {
      kind: device, why, ...(best?.gigaflops === undefined ? {} : { gigaflops: best.gigaflops }),
      ...(gpu ? { gpu: { name: gpu.name, memoryBytes: gpu.memoryBytes, freeBytes: gpu.freeBytes } } : {}),
    };
  } catch (error) {
    signal.throwIfAborted();
    return { problem: limit.aborted ? `It did not answer within ${DEVICE_LIMIT_MS / 1000} s.` : toAppError(error).message };
  } finally {
    // Nothing of anybody's is on it.
    await machine.release(true);
  }
}

function memoryBytes(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}

type Measured = Omit<SelfTest, 'profiles'>;

async function measure({ data, local }: SelfTestParts, signal: AbortSignal): Promise<Measured> {
  const work = workFolder(data);
  // One after the other: side by side they would slow each other.
  const disk = await diskSpeed(work, signal);
  const ffmpeg = await ffmpegSpeed(work, signal);
  const device = await deviceOf(local, signal);
  return { at: new Date().toISOString(), machine: { processor: cpus()[0]?.model.trim() ?? '?', cores: availableParallelism(), memoryBytes: memoryBytes() }, disk, ffmpeg, device };
}

/** @returns the test; of several who ask at once all get the same */
export function openSelfTest(parts: SelfTestParts): (language: Language) => Promise<SelfTest> {
  let latest: { measured: Promise<Measured>; untilMs: number } | undefined;
  return async (language) => {
    // Whoever began it may go; it is short, and others wait for it too.
    if (!latest || performance.now() > latest.untilMs) {
      const measured = measure(parts, new AbortController().signal);
      latest = { measured, untilMs: performance.now() + KEPT_MS };
      measured.catch(() => { latest = undefined; });
    }
    const { measured } = latest;
    return { ...await measured, profiles: await profilesHere({ data: parts.data, stock: await parts.stock() }, language) };
  };
}
