/** The command `models`. Looks after weights on this machine; loads no network. */
import { AppError, toAppError } from '../../kernel/app-error.ts';
import {
  findModel, hubFrom, importFolder, modelEntries, modelState, pullModel, readOwnEntries, recordConsent, removeModel, rollBack, storedModels, verifyModel,
  type Network, type WeightsEntry,
} from '../../models/store/index.ts';
import type { CommandSurroundings } from '../analyze/analyze.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { languageOf } from '../analyze/options.ts';
import { downloadProgress } from './download-progress.ts';
import { parseModelOptions, type ModelCommand, type ModelOptions } from './options.ts';
import { bytesInWords, table } from './table.ts';
import { modelTextsOf, type ModelTexts } from './texts.ts';

/** What a command gets to work with. */
interface Bench extends ModelOptions {
  around: CommandSurroundings;
  entries: readonly WeightsEntry[];
  network: Network | undefined;
  texts: ModelTexts;
  /** The outcome: as JSON, or as the text. */
  tell(json: unknown, text: string): void;
  /** A line beside the outcome. */
  note(line: string): void;
}

interface ErrorFacts { code: string; message: string; next: string }

const factsOf = (error: AppError, { language }: ModelOptions): ErrorFacts => ({ code: error.code, message: error.message, next: error.next(language) });

function entryOf(id: string, { entries, texts }: Bench): WeightsEntry {
  if (!entries.some((entry) => entry.id === id)) throw new AppError('USAGE', texts.unknownModel(id));
  return findModel(id, entries);
}

async function list(bench: Bench): Promise<number> {
  const { entries, texts, tier, language, modelsFolder } = bench;
  const models = await Promise.all(entries.filter((entry) => tier === undefined || entry.tier === tier).map((entry) => modelState(entry, modelsFolder)));
  const unknown = (await storedModels(modelsFolder)).filter((id) => !entries.some((entry) => entry.id === id));
  const rows = models.map((model) => [
    model.id, model.tier, texts.states[model.state], bytesInWords(model.sizeBytes, language),
    `${model.licence}${model.accepted === undefined ? '' : texts.conditional(model.accepted)}`, model.task,
  ]);
  bench.tell({ models, unknown }, `${table([texts.columns, ...rows])}${unknown.length > 0 ? `\n${texts.orphans(unknown.join(', '))}\n` : ''}`);
  return exitCodes.done;
}

async function acceptLicences(bench: Bench, among: readonly WeightsEntry[]): Promise<void> {
  const accepted = bench.accepted.map((id) => among.find((entry) => entry.id === id) ?? id);
  for (const entry of accepted) if (typeof entry === 'string') throw new AppError('USAGE', bench.texts.notPulled(entry));
  for (const entry of accepted) if (typeof entry !== 'string') await recordConsent(entry, bench.modelsFolder);
}

/** The licence stands before the download, not behind it. */
async function showTerms(entry: WeightsEntry, { modelsFolder, language, note, texts }: Bench): Promise<void> {
  const { sizeBytes, sources } = await modelState(entry, modelsFolder);
  note(texts.terms(entry.id, entry.task, bytesInWords(sizeBytes, language), entry.licence, entry.origin, sources.join(', ')));
  if (entry.needsConsent) note(texts.condition(entry.needsConsent[language]));
}

async function pull(bench: Bench): Promise<number> {
  const { around, texts, modelsFolder, network, note } = bench;
  const wanted = bench.names.map((id) => entryOf(id, bench));
  for (const entry of wanted) await showTerms(entry, bench);
  await acceptLicences(bench, wanted);
  const hub = hubFrom(around.env);
  const progress = downloadProgress(around.stderr, bench.language);
  const outcomes: ({ id: string } & Record<string, unknown>)[] = [];
  const lines: string[] = [];
  for (const entry of wanted) {
    try {
      const outcome = await pullModel(entry, {
        modelsFolder, hub, signal: around.signal, ...(network ? { network } : {}),
        onProgress: (here, size) => progress.show(entry.id, here, size),
        onOtherLicence: (told) => note(texts.otherLicence(entry.id, told)),
      });
      outcomes.push({ id: entry.id, ...outcome });
      lines.push(`${entry.id} ${texts.pulled[outcome.state]}.`);
    } catch (error) {
      const known = toAppError(error);
      if (known.code === 'CANCELLED' || known.code === 'INTERNAL') throw error;
      progress.close();
      note(`${entry.id}: ${known.message} ${known.next(bench.language)}`);
      outcomes.push({ id: entry.id, error: factsOf(known, bench) });
    } finally {
      progress.close();
    }
  }
  bench.tell(outcomes, lines.map((line) => `${line}\n`).join(''));
  return outcomes.some((outcome) => 'error' in outcome) ? exitCodes.internal : exitCodes.done;
}

/** Without names: what comes with packages, and what was ever fetched. */
async function verify(bench: Bench): Promise<number> {
  const { entries, names, texts, modelsFolder, around, note } = bench;
  const here = new Set(await storedModels(modelsFolder));
  const chosen = names.length > 0 ? names.map((id) => entryOf(id, bench)) : entries.filter((entry) => here.has(entry.id) || Object.values(entry.files).every((file) => file.package !== undefined));
  const verdicts = [];
  for (const entry of chosen) verdicts.push(...await verifyModel(entry, modelsFolder, around.signal));
  const bad = verdicts.filter(({ problem }) => problem !== undefined);
  for (const { model, role, message } of bad) note(`${model}/${role}: ${message ?? ''}`);
  bench.tell({ files: verdicts }, `${bad.length === 0 ? texts.verified(verdicts.length, chosen.length) : texts.broken(bad.length)}\n`);
  return bad.length === 0 ? exitCodes.done : exitCodes.internal;
}

async function remove(bench: Bench): Promise<number> {
  const { entries, names, texts, modelsFolder } = bench;
  const orphans = new Set(await storedModels(modelsFolder));
  for (const id of names) if (!orphans.has(id)) entryOf(id, bench);
  const outcomes = [];
  for (const id of names) outcomes.push({ id, removed: await removeModel(id, entries.find((entry) => entry.id === id), modelsFolder) });
  bench.tell(outcomes, outcomes.map(({ id, removed }) => `${removed ? texts.removed(id) : texts.nothingToRemove(id)}\n`).join(''));
  return exitCodes.done;
}

async function rollback(bench: Bench): Promise<number> {
  const [id = ''] = bench.names;
  const version = await rollBack(entryOf(id, bench), bench.modelsFolder, bench.around.signal);
  bench.tell({ id, version }, `${bench.texts.rolledBack(id, version)}\n`);
  return exitCodes.done;
}

async function importAll(bench: Bench): Promise<number> {
  const { entries, texts, modelsFolder, around } = bench;
  const [folder = ''] = bench.names;
  await acceptLicences(bench, entries);
  const outcomes = await importFolder(folder, entries, modelsFolder, around.signal);
  const lines = outcomes.map(({ model, state, missing }) => {
    const hint = state === 'licence_not_accepted' ? texts.importHint(model) : missing.length > 0 ? texts.importMissing(missing.join(', ')) : '';
    return `${model}: ${texts.imports[state]}${hint === '' ? '' : `; ${hint}`}\n`;
  });
  bench.tell(outcomes, lines.length === 0 ? `${texts.nothingToImport(folder)}\n` : lines.join(''));
  const complete = outcomes.length > 0 && outcomes.every(({ state }) => state === 'imported' || state === 'here_already');
  return complete ? exitCodes.done : exitCodes.internal;
}

const commands: Readonly<Record<ModelCommand, (bench: Bench) => Promise<number>>> = { list, pull, verify, remove, rollback, import: importAll };

/**
 * @param given entries of a test; by default the registry's and the user's own
 * @returns the exit code: 0 done, 1 something failed or is damaged (each is named)
 * @throws AppError USAGE, OUTPUT_UNWRITABLE, CANCELLED and others of the store
 */
export async function models(args: readonly string[], around: CommandSurroundings, given?: readonly WeightsEntry[], network?: Network): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    around.stdout.write(`${modelTextsOf(languageOf(around.env)).usage}\n`);
    return exitCodes.done;
  }
  const options = parseModelOptions(args, around.env);
  const texts = modelTextsOf(options.language);
  const entries = given ?? [...(await readOwnEntries(around.env, options.modelsFolder)).entries, ...modelEntries];
  return commands[options.command]({
    ...options, around, entries, network, texts,
    tell: (json, text) => void around.stdout.write(options.json ? `${JSON.stringify(json, null, 1)}\n` : text),
    note: (line) => void around.stderr.write(`${line}\n`),
  });
}
