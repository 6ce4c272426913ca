/** Which tabs a medium has: those with findings, and those of which it is worth telling why they have none. Pure. */
import type { Observation, ObservationIndex } from '../model/observation-index.ts';
import type { TabId } from './panel-context.tsx';
import { worthTelling, type Run } from './run-state.ts';
import { scenesIn, type SceneRow } from './scenes.ts';
import { TRANSCRIBER, transcriptOf, type Transcript } from './transcript.ts';
import { whoIn, type Someone } from './who.ts';

export interface PanelData {
  readonly transcript: Transcript;
  readonly texts: readonly Observation[];
  readonly people: readonly Someone[];
  readonly scenes: readonly SceneRow[];
  readonly sounds: readonly Observation[];
  readonly quality: readonly Observation[];
}

/** Whose findings a tab shows. */
const SHOWN: Readonly<Record<Exclude<TabId, 'findings'>, readonly string[]>> = {
  transcript: [TRANSCRIBER], text: ['text_overlay'], who: ['face_detection', 'speaker_diarization', 'object_detection'], scenes: ['scene_segmentation'],
  sounds: ['audio_environment', 'sound_effects', 'audio_analysis', 'speech_emotion'], quality: ['content_quality', 'noise_reduction', 'temporal_consistency', 'audio_visual_sync'],
};
/** Measurements of each second are curves, not things that one reads. */
const CURVES = new Set(['loudness', 'quality']);

const readable = ({ byAnalyzer }: ObservationIndex, analyzers: readonly string[]): Observation[] =>
  analyzers.flatMap((analyzer) => (byAnalyzer.get(analyzer) ?? []).filter(({ label = '' }) => !CURVES.has(label))).toSorted((a, b) => a.startMs - b.startMs);

export function panelData(index: ObservationIndex): PanelData {
  const transcript = transcriptOf(index.all);
  return { transcript, texts: index.byAnalyzer.get('text_overlay') ?? [], people: whoIn(index, transcript.speakers), scenes: scenesIn(index), sounds: readable(index, SHOWN.sounds), quality: readable(index, SHOWN.quality) };
}

export interface ShownTab {
  readonly id: TabId;
  readonly count: number;
  /** Why there is nothing in it. */
  readonly runs: readonly Run[];
}

/** Who appears is not worth a tab that says only that nobody does. */
const QUIET: ReadonlySet<TabId> = new Set(['who', 'sounds', 'quality']);

export function tabsOf({ transcript, texts, people, scenes, sounds, quality }: PanelData, total: number, runs: readonly Run[]): readonly ShownTab[] {
  const counts = { transcript: transcript.rows.length, text: texts.length, who: people.length, scenes: scenes.length, sounds: sounds.length, quality: quality.length };
  const of = (...ids: (keyof typeof counts)[]): ShownTab[] => ids.map((id) => ({ id, count: counts[id], runs: worthTelling(runs, SHOWN[id]) })).filter(({ id, count, runs: told }) => count > 0 || (told.length > 0 && !QUIET.has(id)));
  return [...of('transcript', 'text', 'who', 'scenes'), { id: 'findings', count: total, runs: [] }, ...of('sounds', 'quality')];
}

/** Where a hit is shown. */
export const tabOf = ({ analyzer, label }: Pick<Observation, 'analyzer' | 'label'>): TabId =>
  (analyzer === TRANSCRIBER ? 'transcript' : analyzer === 'text_overlay' ? 'text' : analyzer === 'scene_segmentation' && label === 'scene' ? 'scenes' : 'findings');
