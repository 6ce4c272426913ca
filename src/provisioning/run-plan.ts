/** Takes the steps of a plan on a machine: what is there is skipped, each is told, and one that fails undoes itself and ends it. */
import type { StackPlan, StackStep, StackStepRecord } from '@aima/contract';
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { quote } from '../remote/quote.ts';
import type { Shell } from '../remote/shell.ts';
import type { WorkerBundle } from './bundle/worker-bundle.ts';
import { preamble, type MachineLayout } from './machine-layout.ts';
import { missingThere, pullFiles, pushFiles } from './put-files.ts';
import { tailOf } from './redact.ts';
import type { PlacedWeight } from './weights.ts';

export interface PlanRun {
  shell: Shell;
  layout: MachineLayout;
  bundle: WorkerBundle;
  /** Sources of the files that the plan names. */
  weights: readonly PlacedWeight[];
  clock: Clock;
  /** Begins a worker and waits for it; where one answers already, nothing. */
  startWorker(signal: AbortSignal): Promise<void>;
  onStep(record: StackStepRecord): void;
  /** Texts that must not show in any record. */
  secrets: readonly string[];
  signal: AbortSignal;
}

interface Outcome { ok: boolean; output: string }

/** `$AIMA_HOME` and its like in a path that we send to. */
const expand = (text: string, { home, runtime, worker }: MachineLayout): string => text.replace('$AIMA_HOME', home).replace('$AIMA_RUNTIME', runtime).replace('$AIMA_WORKER', worker);

async function ask({ shell, layout }: PlanRun, command: string, signal: AbortSignal): Promise<Outcome> {
  // In a shell of its own, so that whatever an `exit` of the step says is its result.
  const { code, stdout, stderr } = await shell.run(`${preamble(layout)}sh -c ${quote(command)}`, { signal });
  return { ok: code === 0, output: `${stdout}\n${stderr}`.trim() };
}

async function unpack(run: PlanRun, archive: 'runtime' | 'worker', folder: string, signal: AbortSignal): Promise<Outcome> {
  const { shell, layout, bundle } = run;
  const sent = `${layout.cache}/${bundle[archive].sha256}.tar.gz`;
  await shell.send({ path: bundle[archive].path, sha256: bundle[archive].sha256, sizeBytes: bundle[archive].sizeBytes }, sent, { signal });
  const [into, unfinished, file] = [quote(folder), quote(`${folder}.unfinished`), quote(sent)];
  return ask(run, `rm -rf ${unfinished} ${into}; mkdir -p ${unfinished} && tar xzf ${file} -C ${unfinished} --no-same-owner && touch ${unfinished}/.complete && mv ${unfinished} ${into} && rm -f ${file}`, signal);
}

const failed = (step: StackStep, output: string): AppError =>
  new AppError('PROVISIONING_FAILED', `${step.id}: ${tailOf(output)?.split('\n').at(-1) ?? 'it failed without a word'}.`, { step: step.id, replace: true });

/** Which steps have nothing to do, asked in one go: on a machine that is set up already this is nearly all that happens. */
async function alreadyDone(plan: StackPlan, run: PlanRun): Promise<ReadonlySet<string>> {
  const asked = plan.steps.flatMap(({ id, check }) => (check === undefined ? [] : [`(sh -c ${quote(check)}) >/dev/null 2>&1 </dev/null && echo ${id}`]));
  const { output } = await ask(run, `${asked.join('\n')}\ntrue`, run.signal);
  return new Set(output.split('\n').map((line) => line.trim()));
}

/** @returns whether anything had to be done @throws AppError */
async function act(step: StackStep, run: PlanRun, signal: AbortSignal, told: (output: string) => void): Promise<boolean> {
  const must = (outcome: Outcome): void => {
    told(outcome.output);
    if (!outcome.ok) throw failed(step, outcome.output);
  };
  const { action } = step;
  if (step.check !== undefined && (await ask(run, step.check, signal)).ok) return false;
  if (action?.kind === 'weights') {
    const missing = await missingThere(run.shell, action.files, run.layout, signal);
    if (missing.length === 0) return false;
    const wanted = new Set(missing.map(({ place, path }) => `${place}/${path}`));
    if (action.how === 'pull') await pullFiles(run.shell, missing, run.layout, signal);
    else await pushFiles(run.shell, run.weights.filter(({ place, path }) => wanted.has(`${place}/${path}`)), run.layout, signal);
    const still = await missingThere(run.shell, missing, run.layout, signal);
    if (still.length > 0) throw failed(step, `not what it should be: ${still.map(({ path }) => path).join(', ')}`);
  }
  if (action?.kind === 'unpack') must(await unpack(run, action.archive, expand(action.folder, run.layout), signal));
  if (action?.kind === 'shell') must(await ask(run, action.command, signal));
  if (action?.kind === 'worker') await run.startWorker(signal);
  if (step.verify !== undefined) must(await ask(run, step.verify, signal));
  return true;
}

async function take(step: StackStep, run: PlanRun, isDone: boolean): Promise<void> {
  const { clock, onStep, secrets } = run;
  const begun = clock.now();
  let output = '';
  const tell = (outcome: StackStepRecord['outcome'], words = ''): void => {
    const tail = tailOf(words, secrets);
    onStep({ id: step.id, what: step.what, outcome, at: new Date(clock.now()).toISOString(), seconds: (clock.now() - begun) / 1000, ...(tail === undefined ? {} : { tail }) });
  };
  tell('begun');
  const limit = AbortSignal.timeout(step.limitSeconds * 1000);
  try {
    tell(!isDone && await act(step, run, AbortSignal.any([run.signal, limit]), (words) => { output = words; }) ? 'done' : 'skipped', output);
  } catch (error) {
    const late = limit.aborted && !run.signal.aborted;
    const known = late ? new AppError('PROVISIONING_FAILED', `${step.id}: not done within ${step.limitSeconds} s.`, { step: step.id, replace: true }, error) : toAppError(error);
    tell('failed', `${output}\n${known.message}`);
    // A machine that is gone, or a person who said stop: there is nothing to undo, or nobody waits for it.
    if (step.undo !== undefined && !run.signal.aborted && known.code !== 'MACHINE_UNREACHABLE') {
      const undone = await ask(run, step.undo, AbortSignal.timeout(30_000)).catch(() => undefined);
      if (undone?.ok === true) tell('undone');
    }
    throw known;
  }
}

/** @throws AppError PROVISIONING_FAILED (`details.step`; `details.replace`: another machine may do), MACHINE_UNREACHABLE, CANCELLED, and what sending throws */
export async function runPlan(plan: StackPlan, run: PlanRun): Promise<void> {
  const done = await alreadyDone(plan, run);
  for (const step of plan.steps) {
    if (run.signal.aborted) throw new AppError('CANCELLED', 'Cancelled.');
    await take(step, run, done.has(step.id));
  }
}
