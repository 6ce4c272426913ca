/**
 * The minors' gate: a session beside the analyzers, on the same decode, that nobody chooses and nobody can leave out.
 * It looks at every frame of the view for explicitness; only where a shot counts as explicit does it look for people and
 * their ages, on copies kept of the whole shot. docs/decisions/0004-minors-gate.md tells why.
 */
import type { OpenShot } from '@aima/contract';
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
import { GATE_NAME } from './scope.ts';
import { gateThresholds } from './thresholds.ts';
import { judgementOf, joined, reasonOf, type HoldReason, type Judgement, type People } from './verdict.ts';

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
  /** Once its run is done: the shot that goes on behind the end, for the gate of what follows. */
  openShot(): OpenShot | undefined;
}

/** A part of a longer medium. Without it the medium is whole. */
export interface GatePart {
  /** Where the part begins in the whole. */
  offsetMs: number;
  /** The shot that ran into this part. */
  before?: OpenShot | undefined;
  /** Something follows this part. */
  goesOn: boolean;
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
async function peopleOf(shot: readonly Kept[], models: PeopleModels): Promise<Judgement> {
  let judgement: Judgement = { adults: false };
  for (const [i, kept] of shot.entries()) {
    if (kept.still && i > 0) continue;
    judgement = joined(judgement, judgementOf([await judge(kept, models)]));
    if (judgement.worst === 'possible_minor') break;
  }
  return judgement;
}

interface ShotVerdict {
  hold: HoldReason | undefined;
  explicit: boolean;
  /** Absent where nobody had to be looked at. */
  people?: Judgement;
}

/**
 * @param before what is known of an earlier part of the same shot
 * @param goesOn the shot has a later part, which may be explicit: then who is in this one must be known
 */
async function verdictOn(shot: readonly Kept[], models: PeopleModels, before: OpenShot | undefined, goesOn: boolean): Promise<ShotVerdict> {
  const explicit = shot.some((kept) => kept.explicit) || before?.explicit === true;
  if (!explicit && !goesOn) return { hold: undefined, explicit };
  const people = joined(await peopleOf(shot, models), before ?? { adults: false });
  return { hold: explicit ? reasonOf(people) : undefined, explicit, people };
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
  /** @returns the shot that goes on, where the part does */
  end(): Promise<OpenShot | undefined>;
}

function watchShots(ledger: ShotLedger, models: PeopleModels, { before, offsetMs, goesOn }: GatePart): Watch {
  const cuts: number[] = [];
  let open: Kept[] = [];
  let seenUntilMs = -1;
  let earlier = before;

  const closeShot = async (endMs: number, runsOn = false): Promise<OpenShot | undefined> => {
    const shot = open.filter(({ atMs }) => atMs < endMs);
    open = open.slice(shot.length);
    const fromMs = ledger.openFromMs();
    const { hold, explicit, people } = await verdictOn(shot, models, earlier, runsOn);
    // Nobody looked at it, but what ran into it was seen.
    ledger.close(endMs, shot.length + (earlier ? 1 : 0), hold);
    if (ledger.openFromMs() !== fromMs) earlier = undefined;
    return people && { fromMs: Math.max(0, fromMs + offsetMs), explicit, ...people };
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
      const last = await closeShot(Infinity, goesOn);
      ledger.end();
      return goesOn ? last : undefined;
    },
  };
}

/** One gate for one medium, or for one part of it. */
export function openGate(part: GatePart = { offsetMs: 0, goesOn: false }): Gate {
  const ledger = shotLedger(part.before ? part.before.fromMs - part.offsetMs : 0);
  let openShot: OpenShot | undefined;
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
      const watch = watchShots(ledger, models, part);
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
          openShot = await watch.end();
        },
      };
    },
  });
  return { analyzer, state: ledger.state, openShot: () => openShot };
}
