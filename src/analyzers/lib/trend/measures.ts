/** What is compared between media: a few numbers of each, and which labels were found. */
import type { MediaKind, Observation } from '@aima/contract';
import { z } from 'zod';

export const MEASURES = ['durationSeconds', 'shotsPerMinute', 'medianShotSeconds', 'cameraSpeed', 'liveliness', 'loudnessLufs', 'loudnessRangeLu', 'silentShare', 'wordsPerMinute', 'textShare', 'brightness', 'saturation', 'quality'] as const;
export type MeasureName = (typeof MEASURES)[number];

export interface MeasureKind {
  /** Compared as a ratio. */
  ratio: boolean;
  /** Spread below which earlier values count as equal; of ratios as a share. */
  leastSpread: number;
  digits: 0 | 1 | 2 | 3;
  words: { en: string; de: string };
}

const kind = (en: string, de: string, leastSpread: number, digits: MeasureKind['digits'], ratio = false): MeasureKind => ({ words: { en, de }, leastSpread, digits, ratio });

export const MEASURE_KINDS: Readonly<Record<MeasureName, MeasureKind>> = {
  durationSeconds: kind('Length in seconds', 'Länge in Sekunden', 0.1, 1, true),
  shotsPerMinute: kind('Shots per minute', 'Einstellungen je Minute', 0.15, 1, true),
  medianShotSeconds: kind('Usual length of a shot in seconds', 'Übliche Länge einer Einstellung in Sekunden', 0.15, 1, true),
  cameraSpeed: kind('Speed of the camera, pictures a second', 'Tempo der Kamera, Bilder je Sekunde', 0.005, 3),
  liveliness: kind('Liveliness, 0 to 1', 'Lebhaftigkeit, 0 bis 1', 0.03, 2),
  loudnessLufs: kind('Loudness in LUFS', 'Lautheit in LUFS', 0.5, 1),
  loudnessRangeLu: kind('Loudness range in LU', 'Lautheitsumfang in LU', 0.5, 1),
  silentShare: kind('Share of silence', 'Anteil der Stille', 0.02, 2),
  wordsPerMinute: kind('Words per minute', 'Wörter je Minute', 5, 0),
  textShare: kind('Share of time with words on screen', 'Zeitanteil mit Worten im Bild', 0.03, 2),
  brightness: kind('Brightness, 0 to 1', 'Helligkeit, 0 bis 1', 0.02, 2),
  saturation: kind('Saturation, 0 to 1', 'Farbsättigung, 0 bis 1', 0.02, 2),
  quality: kind('Picture quality, 0 to 1', 'Bildqualität, 0 bis 1', 0.02, 2),
};

export interface Measured {
  value: number;
  basedOn: string[];
}

export interface MeasuredMedium {
  kind: MediaKind;
  durationMs: number;
  found(analyzer: string): readonly Observation[];
}

const MOST_NAMED = 20;

/** Whose labels are counted: things, sounds, moves, calls; nothing about who somebody is or feels. */
export const LABELLED = ['object_detection', 'product_detection', 'gesture_recognition', 'camera_analysis', 'visual_effects', 'composition_analysis', 'comment_cta_detection', 'audio_environment', 'sound_effects', 'language_identification'] as const;

/** Analyzers that the measures are taken from. */
export const MEASURED = ['scene_segmentation', 'camera_analysis', 'temporal_flow', 'audio_analysis', 'speech_rate', 'text_overlay', 'color_analysis', 'content_quality'] as const;

const some = (items: readonly Observation[]): string[] => items.filter((_, i) => i % Math.ceil(items.length / MOST_NAMED) === 0).map(({ id }) => id);

/** A number among the attributes of the first fitting observation. */
function attribute(items: readonly Observation[], name: string, fits: (item: Observation) => boolean): Measured | undefined {
  for (const item of items) {
    const value = z.number().safeParse(item.attributes?.[name]).data;
    if (value !== undefined && fits(item)) return { value, basedOn: [item.id] };
  }
  return undefined;
}

function covered(items: readonly Observation[], durationMs: number): number {
  let [total, untilMs] = [0, 0];
  for (const { startMs, endMs } of [...items].sort((a, b) => a.startMs - b.startMs)) {
    total += Math.max(0, endMs - Math.max(startMs, untilMs));
    untilMs = Math.max(untilMs, endMs);
  }
  return Math.min(1, total / durationMs);
}

/** What can be measured; what nobody looked for is left out, and so is what would only be nought for want of findings. */
export function measuresOf({ kind: medium, durationMs, found }: MeasuredMedium): Partial<Record<MeasureName, Measured>> {
  const timed = durationMs > 0;
  const shots = found('scene_segmentation').filter(({ label }) => label === 'shot');
  const lengths = shots.map(({ startMs, endMs }) => endMs - startMs).sort((a, b) => a - b);
  const moves = found('camera_analysis');
  const written = found('text_overlay');
  const overall = (item: Observation): boolean => (medium === 'image' ? item.label === 'overall' || item.label === 'colours' || item.label === 'quality' : item.label === 'overall');
  const moved = moves.reduce((sum, { startMs, endMs, attributes }) => sum + (endMs - startMs) * (z.number().safeParse(attributes?.['strength']).data ?? 0), 0);
  const all: Record<MeasureName, Measured | undefined> = {
    durationSeconds: timed ? { value: durationMs / 1000, basedOn: [] } : undefined,
    shotsPerMinute: timed && shots.length > 0 ? { value: (shots.length * 60_000) / durationMs, basedOn: some(shots) } : undefined,
    medianShotSeconds: shots.length > 0 ? { value: (lengths[lengths.length >> 1] ?? 0) / 1000, basedOn: some(shots) } : undefined,
    cameraSpeed: timed && moves.length > 0 ? { value: moved / durationMs, basedOn: some(moves) } : undefined,
    liveliness: attribute(found('temporal_flow'), 'intensity', ({ label }) => label === 'course'),
    loudnessLufs: attribute(found('audio_analysis'), 'integratedLufs', overall),
    loudnessRangeLu: attribute(found('audio_analysis'), 'loudnessRangeLu', overall),
    silentShare: attribute(found('audio_analysis'), 'silentShare', overall),
    wordsPerMinute: attribute(found('speech_rate'), 'wordsPerMinute', ({ attributes }) => attributes?.['scope'] === 'medium'),
    textShare: timed && written.length > 0 ? { value: covered(written, durationMs), basedOn: some(written) } : undefined,
    brightness: attribute(found('color_analysis'), 'brightness', overall),
    saturation: attribute(found('color_analysis'), 'saturation', overall),
    quality: attribute(found('content_quality'), 'score', overall),
  };
  return Object.fromEntries(Object.entries(all).filter(([, measured]) => measured !== undefined));
}

/** Labels by analyzer, with some of their observations; only of analyzers that found anything. */
export function labelsOf(found: MeasuredMedium['found']): Map<string, Map<string, string[]>> {
  return new Map(LABELLED.flatMap((analyzer) => {
    const groups = [...Map.groupBy(found(analyzer).filter(({ label }) => label !== undefined), ({ label = '' }) => label)].map(([label, items]) => [label, some(items)] as const);
    return groups.length > 0 ? [[analyzer, new Map(groups)] as const] : [];
  }));
}
