/** Test kit: runs one analyzer on frames and sound made in memory, without the pipeline. */
import type { Language, Observation } from '@aima/contract';
import type { Analyzer, AnalyzerModels, CheckedFinding, LeftOut, MediumFacts, NotRun } from './analyzer.ts';
import type { AudioWindow, Frame, FrameBatch } from './frames.ts';
import type { ModelKind } from './model.ts';
import type { PictureVerdict } from './pictures.ts';

export interface MadeFrame {
  atMs: number;
  /** RGB24 [height, width, 3]. */
  pixels: Uint8Array;
}

export interface MadeFrames {
  width: number;
  height: number;
  frames: readonly MadeFrame[];
}

export interface RunOptions {
  medium: Partial<MediumFacts> & Pick<MediumFacts, 'kind'>;
  frames?: MadeFrames;
  everyFrame?: MadeFrames;
  audio?: readonly AudioWindow[];
  models?: Readonly<Record<string, AnalyzerModels[ModelKind]>>;
  /** By analyzer; who is named here ran, whether it found something or not. */
  upstream?: Readonly<Record<string, readonly Observation[]>>;
  parameters?: unknown;
  language?: Language;
  /** What the gate says of a picture at this time; by default it is free. */
  verdict?: (atMs: number) => PictureVerdict;
  /** How many frames come in one batch. */
  batch?: number;
}

export interface Outcome {
  findings: CheckedFinding[];
  notRun?: NotRun;
  leftOut?: LeftOut;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** Frames without padding: pixels map to fractions by plain division. */
function batches({ width, height, frames }: MadeFrames, size: number): FrameBatch[] {
  const made: FrameBatch[] = [];
  for (let from = 0; from < frames.length; from += size) {
    const part = frames.slice(from, from + size);
    const pixels = new Uint8Array(part.length * width * height * 3);
    const lent = part.map((frame, i): Frame => {
      pixels.set(frame.pixels, i * width * height * 3);
      return {
        atMs: frame.atMs,
        pixels: pixels.subarray(i * width * height * 3, (i + 1) * width * height * 3),
        toFraction: (box) => {
          const x = clamp(box.left / width);
          const y = clamp(box.top / height);
          return { x, y, w: clamp(box.right / width) - x, h: clamp(box.bottom / height) - y };
        },
      };
    });
    made.push({ pixels, width, height, frames: lent });
  }
  return made;
}

/** Feeds everything in order and returns what was found; errors of the analyzer come through. */
export async function runAnalyzer(analyzer: Analyzer, options: RunOptions): Promise<Outcome> {
  const findings: CheckedFinding[] = [];
  const last = Math.max(0, ...[options.frames, options.everyFrame].flatMap((made) => made?.frames.map((frame) => frame.atMs) ?? []));
  const medium: MediumFacts = { durationMs: last, width: 0, height: 0, fps: 0, hasAudio: options.audio !== undefined, audioChannels: options.audio?.[0]?.channels.length ?? 0, ...options.medium };
  const session = await analyzer.open({
    parameters: analyzer.parseParameters(options.parameters),
    models: options.models ?? {},
    medium,
    language: options.language ?? 'en',
    signal: new AbortController().signal,
    emit: (finding) => `o-test-${findings.push(finding) - 1}`,
    upstream: (name) => options.upstream?.[name] ?? [],
    ran: (name) => options.upstream?.[name] !== undefined,
    pictures: {
      keep: ({ atMs }, { width, height }) => Promise.resolve({ atMs, width, height }),
      verdict: ({ atMs }) => options.verdict?.(atMs) ?? 'free',
    },
  });
  const size = options.batch ?? 8;
  if (options.frames) for (const batch of batches(options.frames, size)) await session.frames?.(batch);
  if (options.everyFrame) for (const batch of batches(options.everyFrame, size)) await session.everyFrame?.(batch);
  for (const window of options.audio ?? []) await session.audio?.(window);
  const end = await session.finish?.({ analysedMs: medium.durationMs });
  if (!end) return { findings };
  return 'notRun' in end ? { findings, notRun: end } : { findings, leftOut: end };
}
