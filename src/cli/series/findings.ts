/** What analyzers found in the photos: from documents of earlier runs, or from a job of this call. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ResultDocument, type Observation } from '@aima/contract';
import { openMachine } from '../../analysis/machine.ts';
import { localProvider } from '../../gpu/local/provider.ts';
import { modelsFolder } from '../../kernel/data-folder.ts';
import { resultStem, suffixes } from '../analyze/names.ts';
import { runJob } from '../analyze/job.ts';
import { parseOptions } from '../analyze/options.ts';
import type { InputFile } from '../analyze/inputs.ts';
import type { ProgressView } from '../analyze/progress.ts';
import { textsOf } from '../texts.ts';
import { workerSettings } from '../worker-settings.ts';
import type { SeriesOptions } from './options.ts';
import type { ReadFile } from './read-all.ts';
import { seriesTextsOf } from './texts.ts';

/** Little enough for hundreds of photos: how they look to a network, things and people, text. All but text bring the gate. */
const ANALYZERS = ['image_embedding', 'object_detection', 'text_overlay'];

export interface PhotoFindings {
  /** `checked`: the gate let it through; `held`: it did not, or could not tell; `unchecked`: no gate looked at it. */
  gate: 'checked' | 'held' | 'unchecked';
  observations: readonly Observation[];
  /** A run failed; the others are used. */
  incomplete: boolean;
}

function findingsOf({ runs, observations }: Pick<ResultDocument, 'runs' | 'observations'>): PhotoFindings {
  const held = runs.some(({ status, reason }) => status === 'held' || reason === 'GATE_FAILED');
  // Whoever sees the whole picture through a network runs behind the gate only.
  const checked = runs.some(({ analyzer, status }) => status === 'done' && (analyzer === 'image_embedding' || analyzer === 'object_detection'));
  return { gate: held ? 'held' : checked ? 'checked' : 'unchecked', observations: held ? [] : observations, incomplete: runs.some(({ status }) => status === 'failed' || status === 'cancelled') };
}

/** The document that an earlier run left below --out or beside the photo, if it is of this very content. */
async function earlierDocument({ input, facts }: ReadFile, out: string): Promise<ResultDocument | undefined> {
  const stems = [path.join(out, ...resultStem(input.relative).split('/')), input.path];
  for (const stem of stems) {
    const text = await readFile(stem + suffixes.document, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    try {
      const parsed = ResultDocument.safeParse(JSON.parse(text));
      if (parsed.success && parsed.data.media[0]?.sha256 === facts.sha256) return parsed.data;
    } catch {
      // Not JSON: somebody else's file.
    }
  }
  return undefined;
}

const hasAll = ({ runs }: ResultDocument): boolean => ANALYZERS.every((name) => runs.some(({ analyzer, status }) => analyzer === name && (status === 'done' || status === 'held' || status === 'not_run')));

/** By content hash. */
export async function earlierFindings(photos: readonly ReadFile[], { out }: Pick<SeriesOptions, 'out'>): Promise<{ findings: Map<string, PhotoFindings>; missing: ReadFile[] }> {
  const findings = new Map<string, PhotoFindings>();
  const missing: ReadFile[] = [];
  for (const photo of photos) {
    const document = await earlierDocument(photo, out);
    if (document) findings.set(photo.facts.sha256, findingsOf(document));
    if (!document || !hasAll(document)) missing.push(photo);
  }
  return { findings, missing };
}

/** One line for all photos in place of several for each. */
function overall(view: ProgressView, files: readonly InputFile[], label: string): ProgressView {
  const places = new Map(files.map(({ relative }, i) => [relative, i]));
  return {
    ...view,
    show(name, stage, fraction) {
      const within = stage === 'read' || stage === 'open' ? 0 : stage === 'analyse' ? fraction * 0.9 : 0.95;
      view.show(label, 'analyse', Math.min(0.999, ((places.get(name) ?? 0) + within) / files.length));
    },
  };
}

/** Analyses the photos by the ordinary job: documents and pages in --out, the machine gone at the end. */
export async function analysePhotos(photos: readonly ReadFile[], options: SeriesOptions, around: { env: Readonly<Record<string, string | undefined>>; view: ProgressView; signal: AbortSignal }): Promise<Map<string, PhotoFindings>> {
  const { env, view, signal } = around;
  const files = photos.map(({ input }) => input);
  const analyzeOptions = parseOptions([
    '--out', options.out, '--lang', options.language, '--data', options.data, `--analyzers=${ANALYZERS.join(',')}`, '--quiet', ...(options.fresh ? ['--fresh'] : []), '--', ...files.map((file) => file.path),
  ], env);
  const machine = openMachine(localProvider({ data: options.data, settings: await workerSettings(env, modelsFolder(options.data)) }));
  const texts = textsOf(options.language);
  try {
    const outcome = await runJob({ options: analyzeOptions, files, machine, view: overall(view, files, seriesTextsOf(options.language).photos(files.length)), texts, signal });
    return new Map(outcome.media.map(({ document }) => [document.media[0]?.sha256 ?? '', findingsOf(document)]));
  } finally {
    const { gone, filesLeft, why } = await machine.release(signal.aborted);
    if (!gone || filesLeft > 0) view.say(texts.machineNotGone(why ?? `${filesLeft} files`));
  }
}
