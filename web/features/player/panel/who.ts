/** Who and what a medium shows again and again, as far as its findings know them. Nobody is recognised here. Pure. */
import type { Observation, ObservationIndex } from '../model/observation-index.ts';
import type { Timed } from './following.ts';
import type { Speaker } from './speakers.ts';

type SomeoneKind = 'person' | 'face' | 'voice' | 'figure';

export interface Someone {
  readonly key: string;
  readonly kind: SomeoneKind;
  /** As people called a voice. */
  readonly name: string | undefined;
  readonly number: number;
  /** Stretches in which they appear, in order. */
  readonly appearances: readonly Timed[];
  readonly totalMs: number;
  /** With the box that shows them best; undefined for voices. */
  readonly best: Observation | undefined;
  readonly observations: readonly Observation[];
}

/** Faces and figures are looked for twice a second; a missed look is no end. */
const GAP_MS = 1_500;

/** Joins what lies close together. @param rows by their begin */
export function appearancesOf(rows: readonly Timed[], gapMs = GAP_MS): Timed[] {
  const found: { startMs: number; endMs: number }[] = [];
  for (const { startMs, endMs } of rows) {
    const last = found.at(-1);
    if (last && startMs <= last.endMs + gapMs) last.endMs = Math.max(last.endMs, endMs);
    else found.push({ startMs, endMs });
  }
  return found;
}

const size = ({ box }: Observation): number => (box ? box.w * box.h : 0);
const isBest = ({ attributes }: Observation): boolean => attributes?.['bestShot'] === true;

function bestOf(rows: readonly Observation[]): Observation | undefined {
  return rows.filter(({ box }) => box !== undefined).reduce<Observation | undefined>((best, each) => (best === undefined || Number(isBest(each)) > Number(isBest(best)) || (isBest(each) === isBest(best) && size(each) > size(best)) ? each : best), undefined);
}

function grouped(rows: readonly Observation[], keyOf: (row: Observation) => string | undefined): Map<string, Observation[]> {
  const groups = new Map<string, Observation[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

const ownNumber = (key: string): number | undefined => {
  const digits = /-(\d{1,6})$/.exec(key)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

function someones(kind: SomeoneKind, groups: ReadonlyMap<string, Observation[]>, nameOf: (key: string) => string | undefined = () => undefined): Someone[] {
  const found = [...groups].map(([key, observations], i): Someone => {
    const appearances = appearancesOf(observations, kind === 'voice' ? 0 : GAP_MS);
    return { key: `${kind}/${key}`, kind, name: nameOf(key), number: ownNumber(key) ?? i + 1, appearances, totalMs: appearances.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0), best: kind === 'voice' ? undefined : bestOf(observations), observations };
  });
  return found.toSorted((a, b) => (a.appearances[0]?.startMs ?? 0) - (b.appearances[0]?.startMs ?? 0) || a.number - b.number);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Faces of one person within this medium count once, as far as the analyzer says that they are the same. */
export function whoIn({ all, byAnalyzer }: ObservationIndex, speakers: ReadonlyMap<string, Speaker>): Someone[] {
  const faces = byAnalyzer.get('face_detection') ?? [];
  const figures = (byAnalyzer.get('object_detection') ?? []).filter(({ label }) => label === 'person');
  return [
    ...someones('person', grouped(all, ({ personId }) => personId)),
    ...someones('face', grouped(faces.filter(({ personId }) => personId === undefined), ({ attributes, trackId }) => textOf(attributes?.['samePerson']) ?? trackId)),
    ...someones('voice', grouped(all, ({ speakerId }) => speakerId), (id) => speakers.get(id)?.name),
    ...someones('figure', grouped(figures, ({ trackId }) => trackId)),
  ];
}

/** The appearance after or before a moment; undefined where there is none. */
export function nextAppearance(appearances: readonly Timed[], ms: number, step: 1 | -1): Timed | undefined {
  return step === 1 ? appearances.find(({ startMs }) => startMs > ms) : appearances.findLast(({ endMs, startMs }) => endMs < ms || (startMs < ms - 1_000 && endMs >= ms));
}
