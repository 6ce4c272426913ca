/**
 * The faces of a film, followed once for all analyzers of one run. The detector, by far the dearest step, looks at every
 * second sample and wherever something new may be; in between a face is followed by its mesh, whose network says whether
 * a face is still there. Where nothing moves nothing is computed.
 */
import type { Box } from '@aima/contract';
import { waitedFor, type Frame, type FrameBatch, type TensorModel } from '@aima/sdk';
import { letterbox } from '../view/letterbox.ts';
import { watchView } from '../view/sudden-change.ts';
import { describeFace } from './face-descriptor.ts';
import { meshFace, squareOfBox, squareOfMesh } from './face-mesh.ts';
import { faceQuality } from './face-quality.ts';
import { expectedSquare, faceTracks, type FaceTrack, type MeshedFace, type PixelRect } from './face-tracks.ts';
import type { FaceFinder, FoundFace } from './find-faces.ts';
import { LEAST_QUALITY, personsInMedium } from './persons-in-medium.ts';
import type { Picture } from './picture-square.ts';

export interface SeenFace extends MeshedFace {
  trackId: string;
  /** Fractions of the displayed frame. */
  box: Box;
  /** True: the detector saw it in this frame; false: it was followed. */
  detected: boolean;
}

export interface FacesOfFrame {
  atMs: number;
  /** The frame, lent as all frames are. */
  picture: Picture;
  faces: readonly SeenFace[];
  /** Tracks that may still go on; what is not among them has ended. */
  open: ReadonlySet<string>;
}

export interface FaceWatch {
  /** Frames in order of time; asked twice for one frame it answers the same. */
  see(frame: Frame, batch: Pick<FrameBatch, 'width' | 'height'>): Promise<FacesOfFrame>;
  /** The person of a track that has ended, as far as a descriptor tells; all tracks end with `finish`. */
  personOf(trackId: string): string | undefined;
  finish(): void;
}

export interface FaceWatchModels {
  /** `facemesh`. */
  mesh: TensorModel;
  /** `face-descriptor`. */
  descriptor: TensorModel;
}

/** How often the detector looks at least while the picture changes, and while it does not. */
const DETECT_MS = 1_000;
const DETECT_STILL_MS = 3_000;
/** Levels of 255 by which no cell of the picture may have changed for it to be still; who comes into view changes some by far more. */
const STILL = 12;
/** A followed face must be seen this surely by the mesh network; a detected one is kept in any case. */
const FOLLOW_PRESENCE = 0.6;
/** Where the mesh network sees no face at all, the detector must be this sure: patterns and food have fooled it up to 0.75. */
const NO_FACE_PRESENCE = 0.15;
const SURE = 0.9;
/** Two meshes that share this much of the smaller one are the same face. */
const SAME_FACE = 0.5;
/** Descriptors a track gets, each from a view this much better than the ones before. */
const MOST_DESCRIPTORS = 3;
const BETTER = 1.15;

/** Part of the smaller rectangle that the two share. */
function shared(a: PixelRect, b: PixelRect): number {
  const w = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const area = ({ left, top, right, bottom }: PixelRect): number => Math.max(1e-9, (right - left) * (bottom - top));
  return w > 0 && h > 0 ? w * h / Math.min(area(a), area(b)) : 0;
}

/** The rectangle of the last sample, carried along with the mesh. */
function carried({ rect, mesh }: MeshedFace, to: ReturnType<typeof squareOfMesh>): PixelRect {
  const from = squareOfMesh(mesh);
  const scale = to.side / from.side;
  return {
    left: to.centre.x + (rect.left - from.centre.x) * scale, right: to.centre.x + (rect.right - from.centre.x) * scale,
    top: to.centre.y + (rect.top - from.centre.y) * scale, bottom: to.centre.y + (rect.bottom - from.centre.y) * scale,
  };
}

async function meshFound(mesh: TensorModel, picture: Picture, { confidence, ...rect }: FoundFace): Promise<MeshedFace> {
  const found = await meshFace(mesh, picture, squareOfBox(rect));
  return { rect, confidence, mesh: found, quality: faceQuality(picture, found) };
}

/** Where a track should be now, undefined where no face is seen there. */
async function followTrack(mesh: TensorModel, picture: Picture, track: FaceTrack, atMs: number): Promise<MeshedFace | undefined> {
  const found = await meshFace(mesh, picture, expectedSquare(track, atMs));
  if (found.presence < FOLLOW_PRESENCE) return undefined;
  const rect = carried(track.last, squareOfMesh(found));
  return { rect, confidence: Math.min(track.last.confidence, found.presence), mesh: found, quality: faceQuality(picture, found) };
}

interface Followed {
  track: FaceTrack;
  face: MeshedFace;
}

interface Watch {
  find: FaceFinder;
  models: FaceWatchModels;
  tracks: ReturnType<typeof faceTracks>;
}

/** Follows what was there in the sample before; one of two tracks that run onto the same face is lost. */
async function followAll({ models, tracks }: Watch, picture: Picture, atMs: number, previousMs: number): Promise<{ followed: Followed[]; lost: boolean }> {
  const current = tracks.open.filter(({ lastMs }) => lastMs === previousMs);
  const faces = await Promise.all(current.map((track) => followTrack(models.mesh, picture, track, atMs)));
  const followed: Followed[] = [];
  for (const [i, track] of current.entries()) {
    const face = faces[i];
    if (face !== undefined && followed.every((other) => shared(other.face.rect, face.rect) < SAME_FACE)) followed.push({ track, face });
  }
  return { followed, lost: followed.length < current.length };
}

/** What the detector sees, each with its track: the one it was matched with, a lost one that it resembles, or a new one. */
async function trackFound({ models, tracks }: Watch, picture: Picture, atMs: number, faces: readonly MeshedFace[]): Promise<Followed[]> {
  const matched = tracks.match(atMs, faces);
  const all: Followed[] = [];
  for (const [i, face] of faces.entries()) {
    let track = matched[i];
    const lost = tracks.open.some((other) => other.descriptors.length > 0 && !matched.includes(other) && all.every((each) => each.track !== other));
    if (track === undefined && lost && face.quality.overall >= LEAST_QUALITY) {
      const known = tracks.rejoin(atMs, await describeFace(models.descriptor, picture, face.mesh));
      if (known !== undefined && !matched.includes(known) && all.every((each) => each.track !== known)) track = known;
    }
    all.push({ track: track ?? tracks.begin(atMs, face), face });
  }
  return all;
}

async function describe({ models }: Watch, picture: Picture, { track, face }: Followed): Promise<void> {
  const quality = face.quality.overall;
  const best = Math.max(0, ...track.descriptors.map((each) => each.quality));
  if (quality < LEAST_QUALITY || track.descriptors.length >= MOST_DESCRIPTORS || quality < best * BETTER) return;
  track.descriptors.push({ vector: await describeFace(models.descriptor, picture, face.mesh), quality });
}

/** `film`: descriptors are of use. */
export function watchFaces(find: FaceFinder, models: FaceWatchModels, film: boolean): FaceWatch {
  const watch: Watch = { find, models, tracks: faceTracks() };
  const changeOf = watchView();
  const persons = personsInMedium();
  const personOf = new Map<string, string>();
  let previousMs = -Infinity;
  let detectedMs = -Infinity;
  let stillSince = -Infinity;
  let turn: Promise<unknown> = Promise.resolve();
  const seenFrames = new WeakMap<Frame, Promise<FacesOfFrame>>();

  const close = (ended: readonly FaceTrack[]): void => {
    for (const { id, startMs, lastMs, descriptors } of ended) {
      const person = persons.personOf({ startMs, endMs: lastMs, descriptors });
      if (person !== undefined) personOf.set(id, person);
    }
  };

  async function step(frame: Frame, batch: Pick<FrameBatch, 'width' | 'height'>): Promise<FacesOfFrame> {
    const { atMs } = frame;
    const picture = { pixels: frame.pixels, width: batch.width, height: batch.height };
    const { sudden, strongestCell } = changeOf(frame, batch);
    close(watch.tracks.end(atMs, sudden));
    if (strongestCell >= STILL) stillSince = atMs;
    const { followed, lost } = await followAll(watch, picture, atMs, previousMs);
    // Something moved since the detector last looked: it looks at every second sample. Else it looks seldom.
    const due = atMs - detectedMs >= (stillSince > detectedMs ? DETECT_MS : DETECT_STILL_MS);
    let seen = followed;
    const detected = sudden || lost || due;
    if (detected) {
      detectedMs = atMs;
      const found = await find((side) => letterbox(frame, batch, side));
      const meshed = await Promise.all(found.map((each) => meshFound(models.mesh, picture, each)));
      const faces = meshed.filter(({ mesh, confidence }) => mesh.presence >= NO_FACE_PRESENCE || confidence >= SURE);
      seen = await trackFound(watch, picture, atMs, faces);
    }
    for (const { track, face } of seen) watch.tracks.goOn(track, atMs, face);
    if (film) for (const each of seen) await describe(watch, picture, each);
    previousMs = atMs;
    return {
      atMs, picture, open: new Set(watch.tracks.open.map(({ id }) => id)),
      faces: seen.map(({ track, face }) => ({ ...face, trackId: track.id, box: frame.toFraction(face.rect), detected })),
    };
  }

  return {
    see(frame, batch) {
      const known = seenFrames.get(frame);
      if (known) return waitedFor(known);
      const mine = turn.then(() => step(frame, batch));
      turn = mine.catch(() => undefined);
      seenFrames.set(frame, mine);
      return mine;
    },
    personOf: (trackId) => personOf.get(trackId),
    finish: () => { close(watch.tracks.end(Infinity, true)); },
  };
}
