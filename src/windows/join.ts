/**
 * Puts the windows of a long film together again: what one border cut in two becomes one, what was seen twice is told
 * once, and a shot that must be held is held in every window that it runs through.
 */
import type { Language, Observation, OpenShot, Run } from '@aima/contract';
import { describes, GATE_NAME } from '../gate/scope.ts';
import { holdsOf, isHeld, shareLeft, type Hold } from '../gate/shot-ledger.ts';
import { holdMessage } from '../gate/words.ts';
import { borderOf } from './border.ts';
import { renumbered } from './renumber.ts';
import { linkTracks, sameThing, stitched, trackKey } from './stitch.ts';

export interface Keyframe {
  atMs: number;
  width: number;
  height: number;
  jpegBase64: string;
}

/** What a worker told of the stretch from `fromMs` to `toMs`, with the times of the whole. */
export interface WindowFindings {
  fromMs: number;
  toMs: number;
  runs: readonly Run[];
  observations: readonly Observation[];
  keyframes: readonly Keyframe[];
  openShot?: OpenShot | undefined;
}

/** The same, ended where the next window shall begin. */
export interface EndedWindow extends WindowFindings {
  /** A shot ends at `toMs`. */
  atCut: boolean;
  /** For the gate of the next window. */
  before?: OpenShot | undefined;
}

/** Ends a window at the best border, and leaves to the next what lies behind. `isLast`: there is no next one. */
export function endWindow(found: WindowFindings, isLast: boolean): EndedWindow {
  if (isLast) return { ...found, atCut: true };
  const { atMs, atCut } = borderOf(found, found.observations, found.openShot);
  const clipped = (span: { startMs: number; endMs: number }): { endMs: number } => ({ endMs: Math.min(span.endMs, atMs) });
  return {
    ...found, toMs: atMs, atCut,
    runs: found.runs.map((run) => (run.held ? { ...run, held: run.held.filter(({ startMs }) => startMs < atMs).map((hold) => ({ ...hold, ...clipped(hold) })) } : run)),
    // The next window cannot see the cut that it begins with.
    observations: found.observations.filter(({ startMs, label }) => startMs < atMs || (startMs === atMs && label === 'cut')).map((item) => (item.endMs > atMs ? { ...item, ...clipped(item) } : item)),
    keyframes: found.keyframes.filter((keyframe) => keyframe.atMs < atMs),
    ...(atCut ? { before: undefined } : { before: found.openShot }),
  };
}

/** Enough for a strip of the whole, few enough for one page. */
const MOST_KEYFRAMES = 240;

interface Whole {
  mediaId: string;
  /** 0 where nobody knows how long it will last. */
  durationMs: number;
  language: Language;
}

interface Naming {
  runId: string;
  mediaId: string;
  /** What each observation of the window is called from now on. */
  ids: ReadonlyMap<string, string>;
  links: ReadonlyMap<string, string>;
}

/** Names that mean something within one window only get the window's mark; the first window keeps them as they are. */
function marked(item: Observation, mark: string, { runId, mediaId, ids, links }: Naming): Observation {
  const named = (name: string): string => links.get(trackKey(item.analyzer, name)) ?? `${name}${mark}`;
  const { trackId, personId, speakerId, basedOn, attributes } = item;
  const shaped: Observation = { ...item, id: ids.get(item.id) ?? item.id, runId, mediaId };
  if (trackId !== undefined) shaped.trackId = named(trackId);
  if (personId !== undefined) shaped.personId = named(personId);
  if (speakerId !== undefined) shaped.speakerId = named(speakerId);
  // What it rests on may lie behind the border, where the next window tells of it anew.
  if (basedOn) shaped.basedOn = basedOn.flatMap((id) => ids.get(id) ?? []);
  if (attributes && mark !== '') shaped.attributes = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, /(track|person|speaker)Id$/i.test(key) && typeof value === 'string' ? named(value) : value]));
  return shaped;
}

interface JoinedRun {
  /** Of the window that told most. */
  run: Run;
  seconds: number;
  coveredMs: number;
  missing: Run | undefined;
}

const told = (run: Run): boolean => run.status === 'done' || run.status === 'held';

/** One run of all its windows: done where at least one was; what is missing lowers the coverage and gives the reason. */
function joinRun(known: JoinedRun | undefined, run: Run, lengthMs: number): JoinedRun {
  const coveredMs = told(run) ? run.coverage * lengthMs : 0;
  const missing = told(run) && run.coverage === 1 ? undefined : run;
  if (!known) return { run, seconds: run.seconds, coveredMs, missing };
  const better = told(run) && !told(known.run) ? run : known.run;
  return { run: better, seconds: known.seconds + run.seconds, coveredMs: known.coveredMs + coveredMs, missing: known.missing ?? missing };
}

export interface WindowJoiner {
  add(window: EndedWindow): void;
  /** Up to where it has been told. */
  untilMs(): number;
  runs(): Run[];
  observations(): Observation[];
  keyframes(): Keyframe[];
}

/** @param runIdOf the run of the whole, where parts are files of their own (a live source); by default parts of one file share their runs */
export function windowJoiner(whole: Whole, runIdOf: (of: { analyzer: string; runId: string }) => string = ({ runId }) => runId): WindowJoiner {
  const runs = new Map<string, JoinedRun>();
  let observations: Observation[] = [];
  let keyframes: Keyframe[] = [];
  let holds: Hold[] = [];
  let untilMs = 0;
  let atCut = true;

  /** What ends at the border, by analyzer: candidates to go on. */
  const open = (borderMs: number): Map<string, Observation[]> => {
    const found = new Map<string, Observation[]>();
    for (const item of observations) {
      if (item.endMs < borderMs - STITCH_MS || item.startMs === item.endMs) continue;
      found.set(item.analyzer, [...found.get(item.analyzer) ?? [], item]);
    }
    return found;
  };

  const addObservations = (window: EndedWindow, mark: string): void => {
    const goesOn = untilMs > 0;
    const near = (atMs: number): boolean => Math.abs(atMs - window.fromMs) <= STITCH_MS;
    const links = goesOn && !atCut ? linkTracks(observations.filter(({ trackId, endMs }) => trackId !== undefined && near(endMs)), window.observations.filter(({ startMs }) => near(startMs))) : new Map<string, string>();
    const ending = goesOn ? open(window.fromMs) : new Map<string, Observation[]>();
    const beginnings = new Map<Observation, Observation>();
    const taken = new Set<string>();
    for (const item of window.observations) {
      const before = item.startMs <= window.fromMs + STITCH_MS ? ending.get(item.analyzer)?.find((earlier) => !taken.has(earlier.id) && sameThing(earlier, item, atCut)) : undefined;
      if (!before) continue;
      taken.add(before.id);
      beginnings.set(item, before);
    }
    const ids = new Map(window.observations.map((item) => [item.id, beginnings.get(item)?.id ?? `${item.id}${mark}`]));
    const shaped = window.observations.map((item): readonly [before: Observation | undefined, item: Observation] => [beginnings.get(item), marked(item, mark, { runId: runIdOf(item), mediaId: whole.mediaId, ids, links })]);
    const longer = new Map(shaped.flatMap(([before, item]) => (before ? [[before.id, stitched(before, item)]] : [])));
    observations = [...observations.map((item) => longer.get(item.id) ?? item), ...shaped.flatMap(([before, item]) => (before ? [] : [item]))];
  };

  const told = (item: Observation): boolean => !describes(item.analyzer) || !isHeld(holds, item.startMs, item.endMs);

  return {
    add(window) {
      const mark = window.fromMs === 0 ? '' : `-w${window.fromMs}`;
      const lengthMs = window.toMs - window.fromMs;
      for (const run of window.runs) runs.set(run.analyzer, joinRun(runs.get(run.analyzer), run, lengthMs));
      holds = holdsOf([{ held: holds }, ...window.runs.filter(({ analyzer }) => analyzer === GATE_NAME)]);
      addObservations(window, mark);
      observations = observations.filter(told);
      keyframes = [...keyframes, ...window.keyframes].filter(({ atMs }) => !isHeld(holds, atMs, atMs));
      ({ toMs: untilMs, atCut } = window);
    },
    untilMs: () => untilMs,
    runs: () => [...runs.values()].map((joined) => finalRun(joined, { whole, holds, untilMs, id: runIdOf({ analyzer: joined.run.analyzer, runId: joined.run.id }) })),
    observations: () => renumbered([...observations].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)),
    keyframes: () => thinned(keyframes, Math.max(whole.durationMs, untilMs)),
  };
}

/** Two looks at the same thing lie at most this far apart. */
const STITCH_MS = 1_100;

function finalRun({ run, seconds, coveredMs, missing }: JoinedRun, { whole, holds, untilMs, id }: { whole: Whole; holds: readonly Hold[]; untilMs: number; id: string }): Run {
  const base = { ...run, id, mediaId: whole.mediaId, seconds };
  if (!told(run)) return base;
  const lengthMs = Math.max(whole.durationMs, untilMs);
  const coverage = lengthMs > 0 ? Math.min(1, coveredMs / lengthMs) : 1;
  const { held: _held, reason: _reason, message: _message, ...plain } = base;
  if (holds.length > 0 && (describes(run.analyzer) || run.analyzer === GATE_NAME)) {
    const [worst] = holds;
    return { ...plain, status: 'held', held: [...holds], ...(worst ? { reason: worst.reason } : {}), message: holdMessage(holds, lengthMs, whole.language), coverage: Math.min(coverage, shareLeft(holds, lengthMs)) };
  }
  const why = missing ?? run;
  return { ...plain, status: 'done', coverage: Math.round(coverage * 10_000) / 10_000, ...(why.reason === undefined ? {} : { reason: why.reason }), ...(why.message === undefined ? {} : { message: why.message }) };
}

function thinned(keyframes: readonly Keyframe[], durationMs: number): Keyframe[] {
  const everyMs = durationMs / MOST_KEYFRAMES;
  let nextMs = -Infinity;
  return keyframes.filter(({ atMs }) => {
    if (atMs < nextMs) return false;
    nextMs = (Math.floor(atMs / everyMs) + 1) * everyMs;
    return true;
  });
}
