/** The frame of the evaluation: areas measure figures by analysing files on a real worker. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AnalyzerChoice, Observation, Run, TaskRequest } from '@aima/contract';
import { localProvider } from '../../src/gpu/local/provider.ts';
import { launchWorker } from '../../src/gpu/launch-worker.ts';
import type { WorkerSettings } from '../../src/cli/worker-settings.ts';
import { workerClient, type WorkerClient } from '../../src/worker/client.ts';
import { testMedia } from '../support/media.ts';
import type { Estimate } from './statistics.ts';

/** One line of the accuracy table. */
export interface Figure extends Estimate {
  analyzer: string;
  tier: 'lite' | 'full';
  /** What was measured, with its unit: `word error rate`, `median error, ms`. */
  what: string;
  /** `share` prints as a percentage. */
  unit: 'share' | 'ms' | 'dB' | 'count' | 'degrees' | 'years' | 'IoU' | 'correlation';
  goal?: { atMost: number } | { atLeast: number };
  /** What the truth is and where it comes from, variants included. */
  truth: string;
  /** What is weak, in plain words. */
  note?: string;
}

export interface Analysed {
  runs: Run[];
  /** Of runs that are done, in order of time. */
  observations: Observation[];
  run(analyzer: string): Run | undefined;
  of(analyzer: string): Observation[];
}

export interface EvalContext {
  /** Analyses a file on the one worker of this evaluation; the same call twice gives the first answer. */
  analyse(file: string, analyzers: readonly (string | AnalyzerChoice)[], options?: Partial<Pick<TaskRequest, 'language' | 'tier'>>): Promise<Analysed>;
  /** A shared medium; undefined (and a line that says so) where it is missing. */
  media(name: string): string | undefined;
  /** A folder for made variants, removed at the end. */
  work: string;
  say(line: string): void;
}

/** One area of the evaluation; the files of this folder that export `area` are run in alphabetical order. */
export interface Area {
  name: string;
  figures(context: EvalContext): Promise<Figure[]>;
}

async function analyseOn(client: WorkerClient, file: string, choices: AnalyzerChoice[], options: Partial<Pick<TaskRequest, 'language' | 'tier'>>): Promise<Analysed> {
  const sha256 = createHash('sha256').update(await readFile(file)).digest('hex');
  await client.lendMedia(sha256, { path: file });
  const { id } = await client.startTask({ media: { sha256, fileName: path.basename(file) }, analyzers: choices, language: 'en', keyframeSide: 0, ...options });
  const runs = new Map<string, Run>();
  const observations: Observation[] = [];
  for await (const event of client.events(id, 0)) {
    if (event.type === 'run') runs.set(event.run.id, event.run);
    if (event.type === 'observations') observations.push(...event.items);
    if (event.type === 'task_finished' && event.state !== 'done') throw new Error(`${path.basename(file)}: ${event.code ?? ''} ${event.message ?? ''}`);
  }
  const done = new Set([...runs.values()].filter(({ status }) => status === 'done').map(({ analyzer }) => analyzer));
  const kept = observations.filter(({ analyzer }) => done.has(analyzer)).sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  return {
    runs: [...runs.values()], observations: kept,
    run: (analyzer) => [...runs.values()].find((run) => run.analyzer === analyzer),
    of: (analyzer) => kept.filter((item) => item.analyzer === analyzer),
  };
}

const LEASE_SECONDS = 300;

/** Launches one worker, hands the context to `use`, and ends the worker whatever happens. */
export async function withEvalContext<T>(folders: { data: string; work: string; settings?: WorkerSettings }, say: (line: string) => void, use: (context: EvalContext) => Promise<T>): Promise<T> {
  const provider = localProvider({ data: folders.data, ...(folders.settings ? { settings: folders.settings } : {}) });
  const [offer] = await provider.offers();
  if (!offer) throw new Error('this machine offers no worker');
  const instance = await launchWorker(provider, offer, { name: 'aima-eval', leaseSeconds: LEASE_SECONDS });
  const client = workerClient(instance.address);
  const heartbeat = setInterval(() => { client.renewLease(LEASE_SECONDS).catch(() => undefined); }, 30_000);
  const known = new Map<string, Promise<Analysed>>();
  try {
    return await use({
      analyse(file, analyzers, options = {}) {
        const choices = analyzers.map((choice) => (typeof choice === 'string' ? { name: choice } : choice));
        const key = JSON.stringify([file, choices, options]);
        const answer = known.get(key) ?? analyseOn(client, file, choices, options);
        known.set(key, answer);
        return answer;
      },
      media(name) {
        const file = testMedia(name);
        if (existsSync(file)) return file;
        say(`${name} is not there (AIMA_TEST_MEDIA): what needs it is left out.`);
        return undefined;
      },
      work: folders.work,
      say,
    });
  } finally {
    clearInterval(heartbeat);
    await provider.terminate(instance.id);
  }
}
