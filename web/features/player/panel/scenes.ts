/** Scenes of a film with their shots and what is said of them. Pure. */
import type { Observation, ObservationIndex } from '../model/observation-index.ts';

export interface SceneRow {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly number: number;
  readonly scene: Observation;
  readonly shots: readonly Observation[];
  /** What was put together about it. */
  readonly description: Observation | undefined;
}

const numberIn = ({ attributes }: Observation, name: string): number | undefined => {
  const value = attributes?.[name];
  return typeof value === 'number' ? value : undefined;
};

/** Shots stand for themselves where nobody joined them to scenes. */
export function scenesIn({ byAnalyzer }: ObservationIndex): SceneRow[] {
  const found = byAnalyzer.get('scene_segmentation') ?? [];
  const descriptions = byAnalyzer.get('scene_description') ?? [];
  const shots = found.filter(({ label }) => label === 'shot');
  const scenes = found.filter(({ label }) => label === 'scene');
  return (scenes.length > 0 ? scenes : shots).map((scene, i): SceneRow => {
    const number = numberIn(scene, 'number') ?? i + 1;
    return {
      id: scene.id, startMs: scene.startMs, endMs: scene.endMs, number, scene,
      shots: scenes.length > 0 ? shots.filter((shot) => shot.startMs >= scene.startMs && shot.startMs < scene.endMs) : [],
      description: descriptions.find(({ startMs, endMs }) => startMs === scene.startMs && endMs === scene.endMs),
    };
  });
}

/** What was written about a finding at length; the sentence where nothing was. */
export function summaryOf(observation: Observation): string {
  const { summary } = observation.attributes ?? {};
  return typeof summary === 'string' ? summary : observation.sentence;
}
