/** docs/reference-speed.json: what each analyzer took on a named machine, for those who have not run it yet. */
import { writeFile } from 'node:fs/promises';
import type { ResultDocument } from '@aima/contract';
import { REFERENCE_FILE, speedsIn, type ReferenceSpeed } from '../../src/analysis/speeds.ts';
import { median } from './measure.ts';

/** Medians over the documents, which are runs of one film; analyzers that did not run are left out. */
export function referenceSpeed(documents: readonly ResultDocument[], machine: string, film: string, day: string): ReferenceSpeed {
  const runs = documents.map(speedsIn);
  const names = [...new Set(runs.flatMap((run) => Object.keys(run)))];
  const analyzers = Object.fromEntries(names.map((name) => {
    const told = runs.flatMap((run) => run[name] ?? []);
    return [name, { tier: told[0]?.tier ?? 'lite', timesRealTime: Math.round(median(told.map(({ timesRealTime }) => timesRealTime)) * 10_000) / 10_000 }] as const;
  }));
  return { comment: "Written by 'npm run bench' (or 'npm run bench -- --from RESULT.aima.json'). Own time of each analyzer and its models, as a multiple of the running time.", machine, film, at: day, analyzers };
}

export const writeReferenceSpeed = (speeds: ReferenceSpeed): Promise<void> => writeFile(REFERENCE_FILE, `${JSON.stringify(speeds, null, 1)}\n`);
