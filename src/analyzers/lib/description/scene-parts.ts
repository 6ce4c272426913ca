/** What one text is about: a scene, a part of a long one, a passage of sound, or a photo. */
import type { MediaKind, Observation } from '@aima/contract';

export interface ScenePart {
  startMs: number;
  endMs: number;
  /** Counted from 1 within the medium, also where that was analysed in windows; the part where a scene has several. */
  scene?: number;
  part?: number;
  /** The scene's observation. */
  id?: string;
}

/** A longer text than one of a minute is none that one reads. */
const LONGEST_MS = 60_000;

/** Divided at the borders nearest to equal parts, where there are some; else in equal parts. */
function divided({ startMs, endMs, ...rest }: ScenePart, bordersMs: readonly number[]): ScenePart[] {
  const count = Math.ceil((endMs - startMs) / LONGEST_MS);
  if (count <= 1) return [{ startMs, endMs, ...rest }];
  const step = (endMs - startMs) / count;
  const edges = Array.from({ length: count - 1 }, (_, i) => {
    const wanted = startMs + (i + 1) * step;
    const near = bordersMs.filter((atMs) => Math.abs(atMs - wanted) < step / 3).sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
    return Math.round(near[0] ?? wanted);
  });
  return [startMs, ...edges].map((from, i) => ({ startMs: from, endMs: edges[i] ?? endMs, ...rest, part: i + 1 }));
}

export function sceneParts(kind: MediaKind, durationMs: number, segments: readonly Observation[], speech: readonly Observation[]): ScenePart[] {
  if (kind === 'image') return [{ startMs: 0, endMs: 0 }];
  const shots = segments.filter(({ label }) => label === 'shot').map(({ startMs }) => startMs);
  const scenes = segments.filter(({ label }) => label === 'scene').sort((a, b) => a.startMs - b.startMs);
  if (scenes.length === 0) return divided({ startMs: 0, endMs: durationMs }, speech.map(({ startMs }) => startMs));
  return scenes.flatMap((scene, i) => divided({ startMs: scene.startMs, endMs: scene.endMs, scene: i + 1, id: scene.id }, shots));
}
