/** How much time each analyzer takes: on this machine, from the last run of each, else from the reference measurement that comes with AIMA. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Tier, type Media, type Run } from '@aima/contract';
import { z } from 'zod';
import { writeFileAtomically } from '../kernel/atomic-file.ts';
import { noteTimes, SHORTEST_MS, type TimesOfMedium } from './measured-times.ts';

/** Own time of an analyzer and its models as a multiple of the medium's running time. */
const Speed = z.object({ tier: Tier, timesRealTime: z.number().nonnegative() });

const MeasuredHere = z.record(z.string(), Speed.extend({ device: z.string(), mediumSeconds: z.number().positive(), at: z.iso.datetime() }));
type MeasuredHere = z.infer<typeof MeasuredHere>;

/** docs/reference-speed.json, written by `npm run bench`. */
export const ReferenceSpeed = z.object({ comment: z.string(), machine: z.string(), film: z.string(), at: z.iso.date(), analyzers: z.record(z.string(), Speed) });
export type ReferenceSpeed = z.infer<typeof ReferenceSpeed>;

export const REFERENCE_FILE = path.resolve(import.meta.dirname, '../../docs/reference-speed.json');

export type CostClass = 'cheap' | 'medium' | 'heavy';

export const costClass = (timesRealTime: number): CostClass => (timesRealTime < 0.01 ? 'cheap' : timesRealTime < 0.1 ? 'medium' : 'heavy');

const speedsFile = (data: string): string => path.join(data, 'speeds.json');

async function measuredHere(data: string): Promise<MeasuredHere> {
  try {
    return MeasuredHere.parse(JSON.parse(await readFile(speedsFile(data), 'utf8')));
  } catch {
    return {}; // nothing measured yet, or by another version: the next run writes it anew
  }
}

const rounded = (times: number): number => Math.round(times * 10_000) / 10_000;

/** Speeds of all that ran to the end on a whole medium of some length, taken over from nowhere. */
export function speedsIn({ media, runs }: Pick<Measurable, 'media' | 'runs'>): Record<string, z.infer<typeof Speed> & { device: string; mediumSeconds: number }> {
  const lengths = new Map(media.map(({ id, durationMs }) => [id, durationMs]));
  const told = runs.flatMap((run) => {
    const durationMs = lengths.get(run.mediaId) ?? 0;
    const counts = run.status === 'done' && run.reused !== true && run.coverage === 1 && durationMs >= SHORTEST_MS;
    return counts ? [[run.analyzer, { tier: run.tier ?? 'lite', timesRealTime: rounded(run.seconds * 1000 / durationMs), device: run.device, mediumSeconds: durationMs / 1000 }] as const] : [];
  });
  return Object.fromEntries(told);
}

/** What of a result document tells how long things take. */
export interface Measurable {
  media: readonly Pick<Media, 'id' | 'kind' | 'durationMs'>[];
  runs: readonly Run[];
  /** Seconds from opening the medium to its end. */
  summary?: { seconds: number };
}

/** Remembers what a job measured. Never fails it. */
export async function noteSpeeds(data: string, document: Measurable, now: () => Date = () => new Date()): Promise<void> {
  for (const medium of document.media) await noteTimes(data, timesOf(medium, document));
  const fresh = speedsIn(document);
  if (Object.keys(fresh).length === 0) return;
  const at = now().toISOString();
  const all = { ...await measuredHere(data), ...Object.fromEntries(Object.entries(fresh).map(([name, speed]) => [name, { ...speed, at }])) };
  await writeFileAtomically(speedsFile(data), `${JSON.stringify(all, null, 1)}\n`).catch(() => undefined);
}

/** What ran to the end on one medium, taken over from nowhere; the clock where that is all. */
export function timesOf({ id, kind, durationMs }: Measurable['media'][number], { runs, summary }: Measurable): TimesOfMedium {
  const own = runs.filter((run) => run.mediaId === id);
  const told = own.filter((run) => run.status === 'done' && run.reused !== true && run.coverage === 1).map(({ analyzer, tier = 'lite', seconds }) => ({ analyzer, tier, seconds }));
  const whole = own.every(({ status, reused }) => (status === 'done' && reused !== true) || status === 'not_run');
  return { kind, durationMs, runs: told, ...(whole && summary ? { clockSeconds: summary.seconds } : {}) };
}

export interface KnownSpeed {
  timesRealTime: number;
  tier: Tier;
  where: 'here' | 'reference';
}

export interface Speeds {
  of(analyzer: string): KnownSpeed | undefined;
  reference: ReferenceSpeed;
}

export async function readSpeeds(data: string): Promise<Speeds> {
  const [here, reference] = await Promise.all([measuredHere(data), readFile(REFERENCE_FILE, 'utf8').then((text) => ReferenceSpeed.parse(JSON.parse(text)))]);
  return {
    reference,
    of(analyzer) {
      const own = here[analyzer];
      const given = own ?? reference.analyzers[analyzer];
      return given && { timesRealTime: given.timesRealTime, tier: given.tier, where: own ? 'here' : 'reference' };
    },
  };
}
