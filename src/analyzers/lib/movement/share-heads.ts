/** One follower of the heads for all analyzers of a run that look closely at faces. */
import type { AnyFinding, FrameBatch, OpenContext, OpenModels } from '@aima/sdk';
import { MESH, meshPoint } from '../faces/face-mesh.ts';
import { type FACE_MODELS, type FaceParameters, sharedFaces } from '../faces/share-faces.ts';
import type { FacesOfFrame, FaceWatch, SeenFace } from '../faces/watch-faces.ts';
import { headFollower, type HeadSample, type HeadSeries } from './follow-heads.ts';
import { lumaPlane } from './luma-plane.ts';

/** What the mesh network must say of a face that is followed. */
const LEAST_PRESENCE = 0.6;

export interface Heads {
  frames(batch: FrameBatch): Promise<void>;
  everyFrame(batch: FrameBatch): void;
  /** After all frames; the same for everybody. */
  finish(): readonly HeadSeries[];
}

function sampleOf({ mesh }: SeenFace, { atMs, picture: { width, height } }: FacesOfFrame): HeadSample {
  const at = (name: keyof typeof MESH) => meshPoint(mesh, MESH[name]);
  const [forehead, chin, left, right, top, bottom] = [at('forehead'), at('chin'), at('mouthLeft'), at('mouthRight'), at('lipInnerTop'), at('lipInnerBottom')];
  const tall = Math.hypot(chin.x - forehead.x, chin.y - forehead.y);
  return {
    atMs, x: (forehead.x + chin.x) / 2 / width, y: (forehead.y + chin.y) / 2 / height, height: tall / height,
    mouthX: (left.x + right.x) / 2 / width, mouthY: (left.y + right.y) / 2 / height, opening: Math.hypot(bottom.x - top.x, bottom.y - top.y) / Math.max(1, tall),
  };
}

interface Shared {
  follower: ReturnType<typeof headFollower>;
  viewMs: number;
  planeMs: number;
}

const followers = new WeakMap<FaceWatch, Shared>();

export function sharedHeads(context: Pick<OpenContext<FaceParameters, AnyFinding, never>, 'signal' | 'medium' | 'parameters'> & { models: Pick<OpenModels<typeof FACE_MODELS>, keyof typeof FACE_MODELS> }, tier: 'lite' | 'full'): Heads {
  const watch = sharedFaces(context, tier);
  const shared = followers.get(watch) ?? { follower: headFollower(), viewMs: -Infinity, planeMs: -Infinity };
  followers.set(watch, shared);
  return {
    async frames(batch) {
      for (const frame of batch.frames) {
        const seen = await watch.see(frame, batch);
        // Whoever comes second finds it done.
        if (seen.atMs <= shared.viewMs) continue;
        shared.viewMs = seen.atMs;
        shared.follower.see(seen.atMs, seen.faces.filter(({ mesh }) => mesh.presence >= LEAST_PRESENCE).map((face) => ({ trackId: face.trackId, sample: sampleOf(face, seen) })));
      }
    },
    everyFrame(batch) {
      for (const frame of batch.frames) {
        if (frame.atMs <= shared.planeMs) continue;
        shared.planeMs = frame.atMs;
        shared.follower.plane(lumaPlane(frame, batch));
      }
    },
    finish() {
      watch.finish();
      return shared.follower.finish();
    },
  };
}
