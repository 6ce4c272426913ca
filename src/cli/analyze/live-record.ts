/** What is known of a live source so far: findings joined over its segments, gaps, and the document that says so. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { mediaIdOf, ResultDocument, runIdOf, SCHEMA_VERSION, type Job, type Media, type MediaOrigin, type Observation, type OpenShot, type Run } from '@aima/contract';
import type { Collector } from '../../analysis/collector.ts';
import { summarise } from '../../analysis/summary.ts';
import { analyzers } from '../../analyzers/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { writeFileAtomically } from '../../kernel/atomic-file.ts';
import type { Probe } from '../../media/index.ts';
import { renderReport, type ReportKeyframe } from '../../reports/index.ts';
import { windowJoiner } from '../../windows/join.ts';
import { mustWait, pictureMustWait } from '../../windows/untold.ts';
import { liveTextsOf } from './live-texts.ts';
import { resultStem, suffixes } from './names.ts';
import type { AnalyzeOptions } from './options.ts';
import type { ResultFiles } from './results.ts';

export interface AnalysedSegment {
  startMs: number;
  endMs: number;
  gapBeforeMs: number;
  sha256: string;
  probe: Probe;
  collected: Collector;
}

export interface LiveRecord {
  add(segment: AnalysedSegment): void;
  /** Something that is missing, in words; at most a few hundred are kept. */
  note(warning: string): void;
  /** For the gate of the next segment. */
  openShot(): OpenShot | undefined;
  /** What may be told of and was not yet. @param ended nothing more comes, so nothing has to wait */
  fresh(ended: boolean): Observation[];
  document(seconds: number, ended: boolean): ResultDocument;
  write(document: ResultDocument, ended: boolean): Promise<ResultFiles>;
  isEmpty(): boolean;
}

/** Enough for a strip of hours, few enough for one page. */
const MOST_KEYFRAMES = 240;
const MOST_NOTES = 200;

/** Every second one goes when there are too many, so that a stream of any length gives a strip. */
function keyframeStrip(): { add(frames: readonly ReportKeyframe[]): void; all(): ReportKeyframe[] } {
  let kept: ReportKeyframe[] = [];
  let everyMs = 1_000;
  let nextMs = 0;
  return {
    add(frames) {
      for (const frame of frames) {
        if (frame.atMs < nextMs) continue;
        kept.push(frame);
        nextMs = frame.atMs + everyMs;
      }
      if (kept.length <= MOST_KEYFRAMES) return;
      kept = kept.filter((_, i) => i % 2 === 0);
      everyMs *= 2;
    },
    all: () => kept,
  };
}

export interface LiveIdentity {
  job: Job;
  name: string;
  origin?: MediaOrigin | undefined;
  options: AnalyzeOptions;
  /** Analyzers that speak of a whole medium only. */
  wholeOnly: readonly string[];
}

const notRunOn = (of: Pick<Run, 'id' | 'mediaId' | 'analyzer' | 'version'>, message: string): Run =>
  ({ ...of, status: 'not_run', reason: 'unsupported_media', message, models: [], parameters: {}, seconds: 0, device: 'none', coverage: 0 });

async function writeFiles(document: ResultDocument, keyframes: ReportKeyframe[], { out, language }: AnalyzeOptions): Promise<ResultFiles> {
  const stem = path.join(out, ...resultStem(document.job.name).split('/'));
  const files = { document: stem + suffixes.document, page: stem + suffixes.page };
  await mkdir(path.dirname(stem), { recursive: true });
  const valid = ResultDocument.safeParse(document);
  if (!valid.success) throw new AppError('INTERNAL', `The result of ${document.job.name} does not follow its own schema: ${valid.error.message}`);
  await writeFileAtomically(files.document, `${JSON.stringify(valid.data, null, 1)}\n`);
  await writeFileAtomically(files.page, renderReport({ document: valid.data, keyframes, language, mediaUrl: null }));
  return files;
}

export function liveRecord({ job, name, origin, options, wholeOnly }: LiveIdentity): LiveRecord {
  const { language, tier } = options;
  const texts = liveTextsOf(language);
  const first = createHash('sha256').update(`${job.id} ${name}`).digest('hex');
  const mediaId = mediaIdOf(first);
  const version = new Map(analyzers.map((analyzer) => [analyzer.name, analyzer.version]));
  const idOf = (analyzer: string): string => runIdOf(first, analyzer, version.get(analyzer) ?? 1, tier);
  const joiner = windowJoiner({ mediaId, durationMs: 0, language }, ({ analyzer }) => idOf(analyzer));
  const content = createHash('sha256');
  const strip = keyframeStrip();
  const shown = new Set<string>();
  const notes: string[] = [];
  let facts: Probe['facts'] | undefined;
  let sizeBytes = 0;
  let openShot: OpenShot | undefined;

  const held = (atMs: number): boolean => joiner.runs().some((run) => run.held?.some(({ startMs, endMs }) => atMs >= startMs && atMs <= endMs));

  const media = (): Media => {
    if (!facts) throw new AppError('INTERNAL', 'There is no segment yet.');
    const { warnings: _warnings, ...plain } = facts;
    return {
      ...plain, id: mediaId, fileName: name, sha256: content.copy().digest('hex'), sizeBytes, durationMs: joiner.untilMs(), container: 'live',
      ...(origin ? { origin } : {}), ...(notes.length > 0 ? { warnings: notes } : {}),
    };
  };

  const runs = (ended: boolean): Run[] => {
    const ran = joiner.runs();
    const notRun = wholeOnly.filter((name) => !ran.some(({ analyzer }) => analyzer === name)).map((analyzer) => notRunOn({ id: idOf(analyzer), mediaId, analyzer, version: version.get(analyzer) ?? 1 }, texts.wholeOnly));
    return [...ran.map((run): Run => !ended && run.status === 'done' ? { ...run, status: 'running' } : run), ...notRun];
  };

  return {
    add(segment) {
      const { startMs, endMs, collected } = segment;
      facts ??= segment.probe.facts;
      sizeBytes += segment.probe.facts.sizeBytes;
      content.update(segment.sha256);
      strip.add(collected.keyframes());
      joiner.add({ fromMs: startMs, toMs: endMs, runs: collected.runs(), observations: collected.observations(), keyframes: [], openShot: collected.openShot(), before: collected.openShot(), atCut: false });
      openShot = collected.openShot();
    },
    note(warning) { if (notes.length < MOST_NOTES) notes.push(warning); },
    openShot: () => openShot,
    fresh(ended) {
      const waiting = ended ? undefined : openShot;
      const told = joiner.observations().filter((item) => !shown.has(item.id) && !mustWait(item, waiting));
      for (const { id } of told) shown.add(id);
      return told;
    },
    document(seconds, ended) {
      const waiting = ended ? undefined : openShot;
      const observations = joiner.observations().filter((item) => !mustWait(item, waiting));
      const known = { media: media(), runs: runs(ended), observations };
      return { schemaVersion: SCHEMA_VERSION, job, media: [known.media], runs: known.runs, observations, summary: summarise({ ...known, language, seconds }) };
    },
    write(document, ended) {
      return writeFiles(document, strip.all().filter(({ atMs }) => !held(atMs) && !pictureMustWait(atMs, ended ? undefined : openShot)), options);
    },
    isEmpty: () => facts === undefined,
  };
}
