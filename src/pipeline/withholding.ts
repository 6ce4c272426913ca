/** What the minors' gate lets out: findings and keyframes wait here for the verdict on every shot that they touch. */
import type { Language, Media, Observation, Run, TaskEvent } from '@aima/contract';
import { describes, GATE_NAME, holdMessage, isGuarded, isHeld, isReleased, shareLeft, type Gate, type Hold, type Released } from '../gate/index.ts';
import type { AnalyzerRun } from './analyzer-run.ts';

export type KeyframeEvent = Omit<Extract<TaskEvent, { type: 'keyframe' }>, 'seq'>;

export interface Withholding {
  /** Takes what the run found since the last call; returns what may leave now. */
  release(run: Pick<AnalyzerRun, 'name' | 'takeObservations'>): Observation[];
  /** Takes a keyframe, if there is one; returns those that may leave now. */
  keyframes(fresh?: KeyframeEvent): KeyframeEvent[];
  /** The ended run as it is told: held, or failed where there was no verdict. */
  told(run: Run): Run;
}

/** Without the gate nothing waits. */
const open: Withholding = {
  release: (run) => run.takeObservations(),
  keyframes: (fresh) => (fresh ? [fresh] : []),
  told: (run) => run,
};

const withoutVerdict: Readonly<Record<Language, string>> = {
  en: 'The check that must come before it failed, so nothing of it is shown.',
  de: 'Die Prüfung, die davor stehen muss, ist fehlgeschlagen; darum wird nichts davon gezeigt.',
};

/** As a run tells it: held, where, and how much is left. */
function heldRun(run: Run, holds: readonly Hold[], { durationMs }: Pick<Media, 'durationMs'>, offsetMs: number, language: Language): Run {
  const [worst] = holds;
  if (!worst) return run;
  const held = holds.map((hold) => ({ ...hold, startMs: hold.startMs + offsetMs, endMs: Math.min(hold.endMs, durationMs) + offsetMs }));
  return { ...run, status: 'held', reason: worst.reason, message: holdMessage(held, durationMs > 0 ? offsetMs + durationMs : 0, language), held, coverage: Math.min(run.coverage, shareLeft(holds, durationMs)) };
}

/** Where these findings come from, and what of it a person released as 'not explicit'. */
export interface Surroundings {
  media: Pick<Media, 'durationMs'>;
  language: Language;
  /** What findings and keyframes are later than the gate's own times. */
  offsetMs?: number;
  /** On the time axis of the whole. */
  released?: readonly Released[];
}

/** What is left of holds for an analyzer: a released shot is told of by those that describe no body, clothing or act, and by nobody else. */
const standing = (holds: readonly Hold[], { media: { durationMs }, offsetMs = 0, released = [] }: Surroundings, guarded: boolean): readonly Hold[] => (
  guarded || released.length === 0 ? holds : holds.filter(({ startMs, endMs }) => !isReleased(released, { startMs: Math.max(0, startMs) + offsetMs, endMs: Math.min(endMs, durationMs) + offsetMs })));

/**
 * For runs that see nothing but what others found and the gate let out: what those were held for, they are held for too.
 * @param holds of the runs that they rest on
 */
export function inheritedWithholding(holds: readonly Hold[], around: Surroundings): Withholding {
  if (holds.length === 0) return open;
  const against = (analyzer: string): readonly Hold[] => (describes(analyzer) ? standing(holds, around, isGuarded(analyzer)) : []);
  return {
    ...open,
    release: (run) => run.takeObservations().filter(({ startMs, endMs }) => !isHeld(against(run.name), startMs, endMs)),
    told: (run) => (run.status === 'done' ? heldRun(run, against(run.analyzer), around.media, 0, around.language) : run),
  };
}

/** @param gate with the run that carries it out; undefined where nothing needs one */
export function withholding(gate: Gate | undefined, around: Surroundings): Withholding {
  const { media, language, offsetMs = 0 } = around;
  if (!gate) return open;
  const waiting = new Map<string, Observation[]>();
  let keyframes: KeyframeEvent[] = [];
  let failed = false;

  const against = (guarded: boolean): readonly Hold[] => standing(gate.state().holds, around, guarded);

  const sorted = <T>(items: readonly T[], guarded: boolean, span: (item: T) => readonly [startMs: number, endMs: number]): { free: T[]; undecided: T[] } => {
    const { decidedUntilMs } = gate.state();
    const holds = against(guarded);
    const own = (item: T): [startMs: number, endMs: number] => [span(item)[0] - offsetMs, span(item)[1] - offsetMs];
    const decided = items.filter((item) => own(item)[1] < decidedUntilMs);
    return { free: decided.filter((item) => !isHeld(holds, ...own(item))), undecided: items.filter((item) => own(item)[1] >= decidedUntilMs) };
  };

  return {
    release(run) {
      const fresh = run.takeObservations();
      if (!describes(run.name)) return fresh;
      const { free, undecided } = sorted([...waiting.get(run.name) ?? [], ...fresh], isGuarded(run.name), ({ startMs, endMs }) => [startMs, endMs]);
      waiting.set(run.name, undecided);
      return free;
    },
    keyframes(fresh) {
      const { free, undecided } = sorted(fresh ? [...keyframes, fresh] : keyframes, false, ({ atMs }) => [atMs, atMs]);
      keyframes = undecided;
      return free;
    },
    told(run) {
      if (run.analyzer === GATE_NAME) failed = run.status !== 'done';
      if (run.status !== 'done' || !(describes(run.analyzer) || run.analyzer === GATE_NAME)) return run;
      if (failed) return { ...run, status: 'failed', reason: 'GATE_FAILED', message: withoutVerdict[language], coverage: 0 };
      return heldRun(run, against(isGuarded(run.analyzer)), media, offsetMs, language);
    },
  };
}
