/**
 * The minors' gate: a session beside the analyzers, on the same decode, that nobody chooses and nobody can leave out.
 * It looks at every frame of the view for explicitness; only where a shot counts as explicit does it look for people and
 * their ages, on copies kept of the whole shot. docs/decisions/0004-minors-gate.md tells why.
 */
import { defineAnalyzer, FindingFields, tensorModel, type Analyzer, type Frame, type FrameBatch } from '@aima/sdk';
import { z } from 'zod';
import { watchCuts } from '../analyzers/lib/cuts/shared-cuts.ts';
import { fuseExplicitness } from '../analyzers/lib/explicitness/fuse.ts';
import { EXPLICITNESS_MODELS, explicitnessSignals, type ExplicitnessModels } from '../analyzers/lib/explicitness/signals.ts';
import { watchView } from '../analyzers/lib/view/sudden-change.ts';
import { VIEW } from '../analyzers/lib/view/view.ts';
import { decodeJpeg, encodeJpeg } from '../media/index.ts';
import { peopleIn, type PeopleModels } from './people.ts';
import { shotLedger, type GateState, type ShotLedger } from './shot-ledger.ts';
import { gateThresholds } from './thresholds.ts';
import { holdReasonOf, type HoldReason, type People } from './verdict.ts';

export const GATE_NAME = 'minors_gate';

/** Pictures kept of one shot: seven minutes. Of a longer shot the people of the oldest half are judged at once, explicit or not. */
const MOST_KEPT = 840;
/** Faces must stay fit to be judged. */
const JPEG_QUALITY = 88;

interface Kept {
  atMs: number;
  /** Nothing moved since the picture before, so that one speaks for it. */
  still: boolean;
  explicit: boolean;
  jpeg: Uint8Array | undefined;
  people: People | undefined;
}

export interface Gate {
  /** Runs with the analyzers of one medium, and comes before all of them. */
  analyzer: Analyzer;
  state(): GateState;
}

/** Unreadable outputs count as explicit: nobody knows what they hide. */
async function isExplicit(frame: Frame, batch: FrameBatch, models: ExplicitnessModels): Promise<boolean> {
  return fuseExplicitness(await explicitnessSignals(frame, batch, models)).level === 'explicit';
}

async function judge(kept: Kept, models: PeopleModels): Promise<People> {
  if (!kept.people && kept.jpeg) kept.people = await peopleIn(await decodeJpeg(kept.jpeg), models);
  kept.jpeg = undefined;
  return kept.people ?? { faces: [], bodiesWithoutFace: 0 };
}

/** Looks at everybody in the shot until the worst is known. */
async function reasonToHold(shot: readonly Kept[], models: PeopleModels): Promise<HoldReason | undefined> {
  if (!shot.some(({ explicit }) => explicit)) return undefined;
  const seen: People[] = [];
  for (const kept of shot) {
    if (kept.still && seen.length > 0) continue;
    seen.push(await judge(kept, models));
    if (holdReasonOf(seen) === 'possible_minor') break;
  }
  return holdReasonOf(seen);
}

/** Says whether a frame must be looked at: false where no cell of it changed noticeably since the one that was. */
function movement(): (frame: Frame, batch: FrameBatch) => boolean {
  const watch = watchView();
  let changed = Infinity;
  return (frame, batch) => {
    changed += watch(frame, batch).strongestCell;
    if (changed <= gateThresholds.stillLevels) return false;
    changed = 0;
    return true;
  };
}

interface Watch {
  cut(atMs: number): void;
  /** Pictures in order of time. */
  look(pictures: readonly Kept[]): Promise<void>;
  end(): Promise<void>;
}

function watchShots(ledger: ShotLedger, models: PeopleModels): Watch {
  const cuts: number[] = [];
  let open: Kept[] = [];
  let seenUntilMs = -1;

  const closeShot = async (endMs: number): Promise<void> => {
    const shot = open.filter(({ atMs }) => atMs < endMs);
    open = open.slice(shot.length);
    ledger.close(endMs, shot.length, await reasonToHold(shot, models));
  };
  const closeEnded = async (): Promise<void> => {
    while ((cuts[0] ?? Infinity) <= seenUntilMs) await closeShot(cuts.shift() ?? Infinity);
  };
  return {
    cut: (atMs) => { cuts.push(atMs); },
    async look(pictures) {
      open.push(...pictures);
      seenUntilMs = pictures.at(-1)?.atMs ?? seenUntilMs;
      await closeEnded();
      if (open.filter(({ jpeg }) => jpeg !== undefined).length <= MOST_KEPT) return;
      for (const kept of open.slice(0, Math.ceil(open.length / 2))) await judge(kept, models);
    },
    async end() {
      seenUntilMs = Number.MAX_SAFE_INTEGER;
      await closeEnded();
      await closeShot(Infinity);
      ledger.end();
    },
  };
}

/** One gate for one medium. */
export function openGate(): Gate {
  const ledger = shotLedger();
  const analyzer = defineAnalyzer({
    name: GATE_NAME,
    version: 1,
    method: 'model',
    reads: { video: VIEW, everyFrame: true, photo: true },
    models: {
      ...EXPLICITNESS_MODELS,
      detector: tensorModel('face-ssd'), mesh: tensorModel('facemesh'), faceres: tensorModel('faceres'), faceAge: tensorModel('face-age'),
      bodies: tensorModel('centernet-coco'),
    },
    finding: z.object(FindingFields),
    sentence: { en: () => '', de: () => '' },
    open({ models }) {
      const watch = watchShots(ledger, models);
      const moves = movement();
      const cuts = watchCuts();
      let last: Kept = { atMs: 0, still: false, explicit: true, jpeg: undefined, people: undefined }; // replaced by the first frame
      const report = ({ atMs, confidence }: { atMs: number; confidence: number }): void => {
        if (confidence >= gateThresholds.cutConfidence) watch.cut(atMs);
      };
      return {
        everyFrame: (batch) => { cuts.push(batch).forEach(report); },
        async frames(batch) {
          const looks = batch.frames.map((frame) => moves(frame, batch));
          const pictures = await Promise.all(batch.frames.map(async (frame, i): Promise<Kept | undefined> => {
            if (looks[i] === false) return undefined;
            const [explicit, jpeg] = await Promise.all([isExplicit(frame, batch, models), encodeJpeg({ pixels: frame.pixels, width: batch.width, height: batch.height }, JPEG_QUALITY)]);
            return { atMs: frame.atMs, still: false, explicit, jpeg, people: undefined };
          }));
          await watch.look(pictures.map((picture, i) => {
            if (picture) last = picture;
            return picture ?? { ...last, atMs: batch.frames[i]?.atMs ?? last.atMs, still: true };
          }));
        },
        async finish() {
          cuts.end().forEach(report);
          await watch.end();
        },
      };
    },
  });
  return { analyzer, state: ledger.state };
}
