/** Addresses of the command line: brought here as files, or told as something that plays. */
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { MediaOrigin } from '@aima/contract';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { addressGuard, confirmRight, importUrl, parseInternalHosts, publicForm, sourceAddress, type AddressGuard, type LiveSource, type SourceAddress } from '../../sources/index.ts';
import type { InputFile } from './inputs.ts';
import { liveTextsOf } from './live-texts.ts';
import type { AnalyzeOptions } from './options.ts';
import type { ProgressView } from './progress.ts';

export interface LiveRequest {
  source: LiveSource;
  guard: AddressGuard;
  /** For results and for people. */
  name: string;
  origin?: MediaOrigin;
}

export interface OpenedAddresses {
  /** What is no address. */
  paths: string[];
  files: InputFile[];
  live?: LiveRequest;
}

export interface AddressSurroundings {
  options: AnalyzeOptions;
  env: Readonly<Record<string, string | undefined>>;
  stdin: (Readable & { isTTY?: boolean }) | undefined;
  view: ProgressView;
  signal: AbortSignal;
}

type Address = SourceAddress & { kind: 'web' | 'stream' };

/** Each call has results of its own: what plays is another thing every time. */
const withTime = (name: string): string => `${name}-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;

const nameOf = (url: URL): string => `${url.hostname}${url.pathname}`.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|[.-]+$/g, '').slice(0, 80) || 'live';

function liveOf(address: Address, guard: AddressGuard, right: MediaOrigin['rightConfirmed']): LiveRequest {
  const origin = { url: publicForm(address.url), retrievedAt: new Date().toISOString(), rightConfirmed: right };
  return { source: { kind: address.kind, url: address.url }, guard, name: withTime(nameOf(address.url)), origin };
}

/** One that cannot be loaded is told like a file that cannot be read. */
async function bring(address: Address, around: AddressSurroundings, guard: AddressGuard): Promise<InputFile | LiveRequest> {
  const { options, env, view, signal } = around;
  const right = confirmRight(options.addresses.words, env);
  if (address.kind === 'stream' || options.addresses.live) return liveOf(address, guard, right);
  const shown = publicForm(address.url);
  try {
    const imported = await importUrl({
      url: address.url, right, guard, downloads: path.join(options.data, 'downloads'), limits: { maxBytes: options.addresses.maxBytes }, env, signal,
      onProgress: (here, total) => { view.show(shown, 'load', total === undefined || total === 0 ? 0 : here / total); },
    });
    if (imported.kind === 'live') return liveOf(address, guard, right);
    return { path: imported.file, relative: path.basename(imported.file), origin: imported.origin };
  } catch (error) {
    if (signal.aborted) throw error;
    return { path: shown, relative: shown, refused: toAppError(error) };
  }
}

/**
 * @throws AppError USAGE where something that plays is not the only input; URL_IMPORT_OFF, URL_RIGHT_UNCONFIRMED, CANCELLED
 */
export async function openAddresses(around: AddressSurroundings): Promise<OpenedAddresses> {
  const { options, env, stdin } = around;
  const texts = liveTextsOf(options.language);
  const guard = addressGuard({ internal: parseInternalHosts(env['AIMA_INTERNAL_HOSTS']) });
  const opened: OpenedAddresses = { paths: [], files: [] };
  const alone = options.inputs.length === 1;
  for (const input of new Set(options.inputs)) {
    const address = sourceAddress(input);
    if (address === undefined) {
      opened.paths.push(input);
      continue;
    }
    if (address.kind === 'stdin') {
      if (!stdin || stdin.isTTY === true) throw new AppError('USAGE', texts.noStdin);
      opened.live = { source: { kind: 'stdin', input: stdin }, guard, name: withTime('standard-input') };
    } else {
      const brought = await bring(address, around, guard);
      if ('source' in brought) opened.live = brought;
      else opened.files.push(brought);
    }
    if (opened.live && !alone) throw new AppError('USAGE', texts.alone);
  }
  return opened;
}
