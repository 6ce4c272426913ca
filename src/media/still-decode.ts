/** Photos and WebP animations as streams of frames. */
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { Decode, DecodeEnd, DecodeNeeds } from './decode-request.ts';
import { EVERY_FRAME_NEED, fit, type Fitted, type Size } from './fit.ts';
import { frameBatcher, type FrameBatcher } from './frame-batches.ts';
import { drawInto, readAnimation, readPhoto, readStill, type Picture } from './photo.ts';
import type { Probe, StillSource } from './probe-result.ts';
import { soundPipe } from './sound-pipe.ts';

export interface StillDecode {
  probe: Probe;
  source: StillSource;
  needs: DecodeNeeds;
  signal: AbortSignal;
}

interface Target {
  fitted: Fitted;
  everyMs: number;
  batcher: FrameBatcher;
}

function openTargets({ source, needs }: StillDecode): { sampled: Target[]; everyFrame: Target | undefined } {
  const open = (need: Parameters<typeof fit>[1], everyMs: number): Target => {
    const fitted = fit(source.shown, need);
    return { fitted, everyMs, batcher: frameBatcher({ fitted, frames: 8, buffers: 2 }) };
  };
  return { sampled: needs.sampled.map((need) => open(need, need.everyMs)), everyFrame: needs.everyFrame ? open(EVERY_FRAME_NEED, 1) : undefined };
}

export function decodeStills(still: StillDecode): Decode {
  const { sampled, everyFrame } = openTargets(still);
  const targets = [...sampled, ...(everyFrame ? [everyFrame] : [])];
  const sounds = still.needs.audio.map(soundPipe);
  for (const sound of sounds) sound.close();
  const stopping = new AbortController();
  const cancelled = new AppError('CANCELLED', 'Cancelled.');
  const closeAll = (error?: Error): void => { for (const { batcher } of targets) batcher.close(error); };
  const onAbort = (): void => {
    closeAll(cancelled);
    stopping.abort();
  };
  still.signal.addEventListener('abort', onAbort, { once: true });
  if (still.signal.aborted) onAbort();

  const work = async (): Promise<DecodeEnd> => {
    try {
      const end = await run(still, targets, stopping.signal);
      still.signal.throwIfAborted();
      closeAll();
      return end;
    } catch (error) {
      const failure = still.signal.aborted ? cancelled : toAppError(error);
      closeAll(failure);
      throw failure;
    } finally {
      still.signal.removeEventListener('abort', onAbort);
    }
  };
  const end = work();
  end.catch(() => undefined); // the streams carry it too; nobody has to wait for `end`
  return {
    sampled: sampled.map(({ batcher }) => batcher.batches),
    everyFrame: everyFrame?.batcher.batches,
    audio: sounds.map(({ windows }) => windows),
    end,
    stop: () => {
      closeAll();
      stopping.abort();
    },
  };
}

/** Twice what the largest need shows, so that each of them is scaled down only once more; never more than there is. */
function readingSize(shown: Size, targets: readonly Target[]): Size {
  const scale = Math.max(0, ...targets.map(({ fitted: { content } }) => 2 * Math.max(content.width / shown.width, content.height / shown.height)));
  if (scale >= 1) return shown;
  return { width: Math.max(1, Math.round(shown.width * scale)), height: Math.max(1, Math.round(shown.height * scale)) };
}

async function run({ probe, source }: StillDecode, targets: readonly Target[], stopped: AbortSignal): Promise<DecodeEnd> {
  const bytes = await readPhoto(probe);
  if (source.startsMs.length === 1) {
    const { picture, coverage } = await readStill(probe, source, bytes, readingSize(source.shown, targets));
    await Promise.all(targets.map(async (target) => show(target, picture, 0)));
    const message = `'${probe.name}' is cut off; about ${Math.floor(coverage * 100)} % of the picture could be read.`;
    return { analysedMs: 0, coverage, warnings: coverage < 1 ? [{ code: 'MEDIA_TRUNCATED', message }] : [] };
  }
  let i = 0;
  const due = targets.map(() => 0);
  for await (const picture of readAnimation(source, bytes)) {
    if (stopped.aborted) break;
    const atMs = source.startsMs[i++] ?? 0;
    await Promise.all(targets.map(async (target, t) => {
      if (target.everyMs > 1 && atMs < (due[t] ?? 0)) return;
      due[t] = (Math.floor(atMs / target.everyMs) + 1) * target.everyMs;
      await show(target, picture, atMs);
    }));
  }
  const whole = i === source.startsMs.length;
  return { analysedMs: whole ? probe.facts.durationMs : (source.startsMs[i] ?? 0), coverage: i / source.startsMs.length, warnings: [] };
}

async function show({ batcher, fitted }: Target, picture: Picture, atMs: number): Promise<void> {
  const target = await batcher.begin();
  if (!target) return;
  await drawInto(target, fitted.frame, fitted.content, picture);
  batcher.commit(atMs);
}
