/** What the minors' gate lets out: findings and keyframes wait here for the verdict on every shot that they touch. */
import type { Language, Media, Observation, Run, TaskEvent } from '@aima/contract';
import { describes, GATE_NAME, holdMessage, isHeld, shareLeft, type Gate, type Hold } from '../gate/index.ts';
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

/**
 * For runs that see nothing but what others found and the gate let out: what those were held for, they are held for too.
 * @param holds of the runs that they rest on
 */
export function inheritedWithholding(holds: readonly Hold[], media: Pick<Media, 'durationMs'>, language: Language): Withholding {
  if (holds.length === 0) return open;
  return {
    ...open,
    release: (run) => run.takeObservations().filter(({ startMs, endMs }) => !describes(run.name) || !isHeld(holds, startMs, endMs)),
    told: (run) => (run.status === 'done' && describes(run.analyzer) ? heldRun(run, holds, media, 0, language) : run),
  };
}

/**
 * @param gate with the run that carries it out; undefined where nothing needs one
 * @param offsetMs what findings and keyframes are later than the gate's own times
 */
export function withholding(gate: Gate | undefined, media: Pick<Media, 'durationMs'>, language: Language, offsetMs = 0): Withholding {
  if (!gate) return open;
  const waiting = new Map<string, Observation[]>();
  let keyframes: KeyframeEvent[] = [];
  let failed = false;

  const sorted = <T>(items: readonly T[], span: (item: T) => readonly [startMs: number, endMs: number]): { free: T[]; undecided: T[] } => {
    const { decidedUntilMs, holds } = gate.state();
    const own = (item: T): [startMs: number, endMs: number] => [span(item)[0] - offsetMs, span(item)[1] - offsetMs];
    const decided = items.filter((item) => own(item)[1] < decidedUntilMs);
    return { free: decided.filter((item) => !isHeld(holds, ...own(item))), undecided: items.filter((item) => own(item)[1] >= decidedUntilMs) };
  };

  return {
    release(run) {
      const fresh = run.takeObservations();
      if (!describes(run.name)) return fresh;
      const { free, undecided } = sorted([...waiting.get(run.name) ?? [], ...fresh], ({ startMs, endMs }) => [startMs, endMs]);
      waiting.set(run.name, undecided);
      return free;
    },
    keyframes(fresh) {
      const { free, undecided } = sorted(fresh ? [...keyframes, fresh] : keyframes, ({ atMs }) => [atMs, atMs]);
      keyframes = undecided;
      return free;
    },
    told(run) {
      if (run.analyzer === GATE_NAME) failed = run.status !== 'done';
      if (run.status !== 'done' || !(describes(run.analyzer) || run.analyzer === GATE_NAME)) return run;
      if (failed) return { ...run, status: 'failed', reason: 'GATE_FAILED', message: withoutVerdict[language], coverage: 0 };
      return heldRun(run, gate.state().holds, media, offsetMs, language);
    },
  };
}
