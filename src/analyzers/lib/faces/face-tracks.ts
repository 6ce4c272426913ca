/** Faces of one shot as tracks: by place and motion from frame to frame, by descriptor across a gap. */
import { distance, meanDescriptor, type FaceDescriptor } from './face-descriptor.ts';
import { squareOfMesh, type FaceMesh } from './face-mesh.ts';
import type { FaceQuality } from './face-quality.ts';
import type { Square } from './picture-square.ts';

/** In pixels of the view. */
export interface PixelRect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A face of one frame. */
export interface MeshedFace {
  rect: PixelRect;
  confidence: number;
  mesh: FaceMesh;
  quality: FaceQuality;
}

export interface FaceTrack {
  id: string;
  startMs: number;
  lastMs: number;
  last: MeshedFace;
  /** Pixels a millisecond, as seen over the last two samples. */
  velocity: { x: number; y: number };
  descriptors: FaceDescriptor[];
}

/** A face that is gone this long in one shot and comes back elsewhere gets its track back if its descriptor says so. */
export const REJOIN_MS = 5_000;
/** Well below the threshold for the same person: a wrong join is worse than a second track. */
const REJOIN_DISTANCE = 0.5;
/** A face that was missed for this long may still be matched by its place. */
const PLACE_MS = 1_500;
/** How far, in its own sizes, a face may be from where it was expected; more for longer gaps. */
const REACH = 0.8;

const centre = ({ left, top, right, bottom }: PixelRect): { x: number; y: number } => ({ x: (left + right) / 2, y: (top + bottom) / 2 });
const sizeOf = ({ left, top, right, bottom }: PixelRect): number => Math.max(1, Math.sqrt(Math.max(0, right - left) * Math.max(0, bottom - top)));

/** Where the track should be at that time if it goes on as it did. */
export function expectedSquare({ last, lastMs, velocity }: FaceTrack, atMs: number): Square {
  const square = squareOfMesh(last.mesh);
  const gone = atMs - lastMs;
  return { ...square, centre: { x: square.centre.x + velocity.x * gone, y: square.centre.y + velocity.y * gone } };
}

/** 0..1: nearness to the expected place, or to the last one, times likeness in size. */
function affinity(track: FaceTrack, face: MeshedFace, atMs: number): number {
  const [was, is] = [centre(track.last.rect), centre(face.rect)];
  const size = Math.max(sizeOf(track.last.rect), sizeOf(face.rect));
  const gone = atMs - track.lastMs;
  const expected = { x: was.x + track.velocity.x * gone, y: was.y + track.velocity.y * gone };
  const far = Math.min(Math.hypot(is.x - expected.x, is.y - expected.y), Math.hypot(is.x - was.x, is.y - was.y)) / size;
  const alike = Math.min(sizeOf(track.last.rect), sizeOf(face.rect)) / size;
  return gone <= PLACE_MS && far < REACH ? (1 - far / REACH) * Math.sqrt(alike) : 0;
}

export interface FaceTracks {
  /** Seen within REJOIN_MS and not ended. */
  readonly open: readonly FaceTrack[];
  /** The track of each face; undefined: none fits. Each track at most once. */
  match(atMs: number, faces: readonly MeshedFace[]): (FaceTrack | undefined)[];
  /** A lost track that this descriptor belongs to. */
  rejoin(atMs: number, vector: Float32Array): FaceTrack | undefined;
  begin(atMs: number, face: MeshedFace): FaceTrack;
  goOn(track: FaceTrack, atMs: number, face: MeshedFace): void;
  /** Ends what has been gone too long, or everything, and gives it back. */
  end(atMs: number, all: boolean): FaceTrack[];
}

export function faceTracks(): FaceTracks {
  let open: FaceTrack[] = [];
  let born = 0;
  return {
    get open() { return open; },
    match(atMs, faces) {
      const pairs = faces.flatMap((face, i) => open.map((track) => ({ i, track, score: affinity(track, face, atMs) })))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score);
      const found = new Map<number, FaceTrack>();
      const taken = new Set<FaceTrack>();
      for (const { i, track } of pairs) {
        if (found.has(i) || taken.has(track)) continue;
        found.set(i, track);
        taken.add(track);
      }
      return faces.map((_, i) => found.get(i));
    },
    rejoin: (atMs, vector) => open
      .filter(({ lastMs, descriptors }) => lastMs < atMs && descriptors.length > 0)
      .map((track) => ({ track, far: distance(meanDescriptor(track.descriptors), vector) }))
      .filter(({ far }) => far < REJOIN_DISTANCE)
      .sort((a, b) => a.far - b.far)[0]?.track,
    begin(atMs, face) {
      const track: FaceTrack = { id: `face-${++born}`, startMs: atMs, lastMs: atMs, last: face, velocity: { x: 0, y: 0 }, descriptors: [] };
      open.push(track);
      return track;
    },
    goOn(track, atMs, face) {
      const [was, is] = [centre(track.last.rect), centre(face.rect)];
      const gone = Math.max(1, atMs - track.lastMs);
      track.velocity = gone <= PLACE_MS ? { x: (is.x - was.x) / gone, y: (is.y - was.y) / gone } : { x: 0, y: 0 };
      track.last = face;
      track.lastMs = atMs;
    },
    end(atMs, all) {
      const ended = open.filter(({ lastMs }) => all || atMs - lastMs > REJOIN_MS);
      open = open.filter((track) => !ended.includes(track));
      return ended;
    },
  };
}
