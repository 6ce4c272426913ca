/** `aima backup` and `aima restore`. A backup comes from the running server, or straight from the database; a restore always goes straight to it. */
import { createWriteStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Language } from '@aima/contract';
import { backupDatabase, protect, restoreDatabase, writeWhole, type DatabasePlace } from '../../backup/index.ts';
import { loadConfig, makeFolders, shownValues, type LoadedConfig } from '../../config/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { asAppError, connect } from '../remote/connection.ts';
import { backupTextsOf } from './texts.ts';

interface Around {
  env: Readonly<Record<string, string | undefined>>;
  stdout: Writable;
  stderr: Writable;
  signal: AbortSignal;
}

const common = { help: { type: 'boolean', short: 'h' }, data: { type: 'string' }, config: { type: 'string' }, 'passphrase-file': { type: 'string' } } as const;
const backupFlags = { ...common, offline: { type: 'boolean' }, 'media-keys': { type: 'boolean' }, 'with-media': { type: 'boolean' }, server: { type: 'string' } } as const;
const restoreFlags = { ...common, replace: { type: 'boolean' } } as const;

function parsed<Options extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new AppError('USAGE', error instanceof Error ? error.message.split('. ', 1)[0] ?? '' : String(error), {}, error);
  }
}

/** Without the line break at its end. */
function passphraseFrom(file: string | undefined, { env }: Around, language: Language): string | undefined {
  if (file === undefined) return env['AIMA_BACKUP_PASSPHRASE'] === '' ? undefined : env['AIMA_BACKUP_PASSPHRASE'];
  const passphrase = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  if (passphrase === '') throw new AppError('USAGE', backupTextsOf(language).emptyPassphrase(file));
  return passphrase;
}

function oneFile(positionals: readonly string[], language: Language): string {
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new AppError('USAGE', backupTextsOf(language).needsFile);
  return file;
}

const loaded = ({ env }: Around, { data, config }: { data?: string | undefined; config?: string | undefined }): LoadedConfig =>
  loadConfig(env, { ...(data === undefined ? {} : { data }), ...(config === undefined ? {} : { config }) });

const placeOf = ({ config: { data, database } }: LoadedConfig): DatabasePlace => ({ folder: path.join(data, 'database'), ...(database.url === undefined ? {} : { url: database.url }) });

/** From the server: encrypted here, so that it never lies plainly on this disk. */
async function fetchBackup(file: string, mediaKeys: boolean, passphrase: string | undefined, server: string | undefined, { env, signal }: Around, language: Language): Promise<void> {
  const { client } = await connect({ env, language, server });
  await writeWhole(file, async (temporary) => {
    const { body } = await client.raw('makeBackup', { query: { mediaKeys: mediaKeys ? 'true' : 'false' } }, { signal });
    if (!body) throw new AppError('SERVER_ANSWER_INVALID', 'The answer is empty.');
    // The same streams under two types: those of the language and those of Node.
    const bytes = Readable.fromWeb(body as ReadableStream<Uint8Array>);
    const target = createWriteStream(temporary, { flags: 'wx', mode: 0o600 });
    if (passphrase === undefined) await pipeline(bytes, target, { signal });
    else await pipeline(bytes, (plain: AsyncIterable<Uint8Array>) => protect(plain, passphrase), target, { signal });
  });
}

/** @returns the exit code. @throws AppError */
export async function backup(args: readonly string[], around: Around, language: Language): Promise<number> {
  const texts = backupTextsOf(language);
  const { values, positionals } = parsed(args, backupFlags);
  if (values.help) {
    around.stdout.write(`${texts.usage}\n`);
    return 0;
  }
  const file = oneFile(positionals, language);
  const passphrase = passphraseFrom(values['passphrase-file'], around, language);
  const mediaKeys = values['media-keys'] === true;
  const withMedia = values['with-media'] === true;
  if (withMedia && values.server !== undefined) throw new AppError('USAGE', texts.mediaHere);
  if (values.offline || withMedia) {
    const config = loaded(around, values);
    await backupDatabase(placeOf(config), file, { mediaKeys, ...(withMedia && { mediaOf: config.config }), configuration: shownValues(config), signal: around.signal, ...(passphrase === undefined ? {} : { passphrase }) });
  } else {
    await fetchBackup(file, mediaKeys, passphrase, values.server, around, language).catch((error: unknown) => { throw asAppError(error); });
  }
  around.stderr.write(`${texts.saved(file)}\n`);
  return 0;
}

/** @returns the exit code. @throws AppError */
export async function restore(args: readonly string[], around: Around, language: Language): Promise<number> {
  const texts = backupTextsOf(language);
  const { values, positionals } = parsed(args, restoreFlags);
  if (values.help) {
    around.stdout.write(`${texts.usage}\n`);
    return 0;
  }
  const file = oneFile(positionals, language);
  const config = loaded(around, values);
  makeFolders(config.config.data);
  const report = await restoreDatabase(placeOf(config), file, passphraseFrom(values['passphrase-file'], around, language), { replace: values.replace === true, storage: config.config, signal: around.signal });
  around.stderr.write(`${texts.restored(report)}\n`);
  if (report.mediaWithoutKeys > 0) around.stderr.write(`${texts.wiped(report.mediaWithoutKeys)}\n`);
  if (report.auditFaults > 0) around.stderr.write(`${texts.auditFaults(report.auditFaults)}\n`);
  return 0;
}
