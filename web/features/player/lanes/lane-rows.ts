/** Lanes of one medium: a family each, folded to what matters most in it, unfolded to its parts. */
import type { Observation, ObservationIndex } from '../model/observation-index.ts';
import { FAMILIES, familyOfFinding, type FamilyId } from '../model/families.ts';
import { barsOf, detailLevels, longestMs, packed, type Bar, type DetailLevels } from './bars.ts';

export interface LaneLine { readonly bars: readonly Bar[]; readonly levels: DetailLevels; readonly longestMs: number }

/** Values 0..1 over time. */
export interface Curve { readonly timesMs: readonly number[]; readonly values: readonly number[] }

interface LaneRow {
  /** `persons`, or `persons/face_detection` for a part. */
  readonly key: string;
  readonly family: FamilyId;
  /** What the part is named by; a family's own row has none. */
  readonly part?: string;
  readonly lines: readonly LaneLine[];
  readonly curve?: Curve;
}

export interface Lane {
  readonly family: FamilyId;
  readonly count: number;
  readonly analyzers: readonly string[];
  readonly lead: LaneRow;
  readonly parts: readonly LaneRow[];
}

/** Parts that a folded lane shows; where none of them found anything it shows all. */
const LEADS: Readonly<Partial<Record<FamilyId, readonly string[]>>> = {
  scenes: ['scene_segmentation:scene'], speech: ['speech_transcription'], persons: ['face_detection', 'object_detection:person'], text: ['text_overlay'], objects: ['object_detection'],
  camera: ['camera_analysis'], quality: ['content_quality'], sounds: ['sound_effects', 'audio_environment'],
};
/** Lines of overlapping bars. */
const MOST_LINES = 3;
/** Numbers for machines: there is nothing to see of them. */
const UNSEEN = new Set(['image_embedding']);
const SILENCE_LUFS = -60;

function partOf({ analyzer, label }: Observation): string {
  if (analyzer === 'scene_segmentation') return `${analyzer}:${label === 'scene' ? 'scene' : 'shot'}`;
  return analyzer === 'object_detection' && label === 'person' ? 'object_detection:person' : analyzer;
}

/** 0..1, or undefined where the observation is no sample of a curve. */
function valueOf({ analyzer, label, attributes }: Observation): number | undefined {
  if (analyzer === 'content_quality' && label === 'quality') return typeof attributes?.['score'] === 'number' ? attributes['score'] : undefined;
  if (analyzer !== 'audio_analysis' || label !== 'loudness') return undefined;
  const lufs = attributes?.['momentaryMaxLufs'];
  return typeof lufs === 'number' ? Math.min(1, Math.max(0, 1 - lufs / SILENCE_LUFS)) : 0;
}

function rowOf(key: string, family: FamilyId, rows: readonly Observation[], part?: string): LaneRow {
  const samples = rows.flatMap((row) => { const value = valueOf(row); return value === undefined ? [] : [{ ms: row.startMs, value }]; });
  const rest = samples.length > 0 ? rows.filter((row) => valueOf(row) === undefined) : rows;
  const lines = packed(barsOf(rest), MOST_LINES).map((bars) => ({ bars, levels: detailLevels(bars), longestMs: longestMs(bars) }));
  return { key, family, lines, ...(part !== undefined && { part }), ...(samples.length > 1 && { curve: { timesMs: samples.map(({ ms }) => ms), values: samples.map(({ value }) => value) } }) };
}

function laneOf(family: FamilyId, rows: readonly Observation[]): Lane {
  const parts = new Map<string, Observation[]>();
  for (const row of rows) {
    const part = partOf(row);
    const own = parts.get(part);
    if (own) own.push(row);
    else parts.set(part, [row]);
  }
  const leads = (LEADS[family] ?? []).filter((part) => parts.has(part));
  const shown = leads.length > 0 ? rows.filter((row) => leads.includes(partOf(row))) : rows;
  return {
    family, count: rows.length, analyzers: [...new Set(rows.map(({ analyzer }) => analyzer))],
    lead: rowOf(family, family, shown),
    parts: [...parts].map(([part, own]) => rowOf(`${family}/${part}`, family, own, part)).filter(({ lines, curve }) => lines.length > 0 || curve !== undefined),
  };
}

/** In the order of the families; those of which nothing was found are left out. */
export function lanesOf({ all }: ObservationIndex): Lane[] {
  const families = Map.groupBy(all.filter(({ analyzer }) => !UNSEEN.has(analyzer)), familyOfFinding);
  return FAMILIES.flatMap(({ id }) => {
    const rows = families.get(id);
    return rows ? [laneOf(id, rows)] : [];
  });
}

/** Where each row stands, in pixels from the top of the lanes. */
export interface PlacedRow { readonly row: LaneRow; readonly lane: Lane; readonly top: number; readonly height: number; readonly lead: boolean }

export const LINE_PX = 18;
const PADDING_PX = 6;
const CURVE_PX = 34;

const heightOf = ({ lines, curve }: LaneRow): number => Math.max(curve ? CURVE_PX : 0, lines.length * LINE_PX, LINE_PX) + PADDING_PX;

/** @param least height of a row, so that fingers hit its name */
export function placed(lanes: readonly Lane[], unfolded: ReadonlySet<FamilyId>, top: number, least: number): PlacedRow[] {
  const rows: PlacedRow[] = [];
  let at = top;
  const add = (lane: Lane, row: LaneRow, lead: boolean): void => {
    const height = Math.max(heightOf(row), lead ? least : 0);
    rows.push({ row, lane, top: at, height, lead });
    at += height;
  };
  for (const lane of lanes) {
    add(lane, lane.lead, true);
    if (unfolded.has(lane.family)) for (const part of lane.parts) add(lane, part, false);
  }
  return rows;
}
