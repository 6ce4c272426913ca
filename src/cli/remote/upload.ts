/** The command `upload`: files and folders into the library, and a job made of them where one is wanted. */
import { stat } from 'node:fs/promises';
import { errorCodes, isErrorCode } from '@aima/contract';
import type { Client } from '@aima/contract/client';
import { AppError } from '../../kernel/app-error.ts';
import { listInputs, type InputFile } from '../analyze/inputs.ts';
import { printable } from '../analyze/progress.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { listOf } from '../list-of.ts';
import { textsOf } from '../texts.ts';
import { atOnce } from './at-once.ts';
import type { Remote, RemoteCommand } from './command.ts';
import { sendFile, type SentFile } from './send-file.ts';
import { transferProgress } from './transfer-progress.ts';

const AT_ONCE = 3;
const MOST_AT_ONCE = 16;

async function filesOf({ words, texts, language, say }: Remote): Promise<InputFile[]> {
  if (words.length === 0) throw new AppError('USAGE', texts.noFiles);
  const { files, skipped, emptyFolders } = await listInputs(words);
  for (const folder of emptyFolders) say(textsOf(language).folderEmpty(folder));
  if (skipped > 0) say(textsOf(language).skipped(skipped));
  return files;
}

/** Uploads of an earlier call that broke off, by the hash that they announced. */
async function unfinishedUploads(client: Client, signal: AbortSignal): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { id, sha256 } of client.pages('listUploads', { query: { state: 'receiving', limit: 500 } }, { signal })) if (sha256 !== undefined) found.set(sha256, id);
  return found;
}

function lineOf(sent: SentFile, { texts, language }: Remote): string {
  const name = printable(sent.file);
  switch (sent.outcome) {
    case 'sent': return texts.uploaded(name, sent.mediaId);
    case 'known': return texts.wasThere(name, sent.mediaId);
    case 'refused':
    case 'failed': {
      const next = isErrorCode(sent.code) ? ` ${errorCodes[sent.code].next[language]}` : '';
      return (sent.outcome === 'refused' ? texts.refused : texts.notSent)(name, `${sent.message}${next}`);
    }
  }
}

/** What the job shall know; a name may not hold a comma. */
function metadataOf(remote: Remote): { knownNames: string[]; context: string; notes: string } {
  return { knownNames: listOf(remote.option('names')), context: remote.option('context') ?? '', notes: remote.option('notes') ?? '' };
}

async function makeJob(remote: Remote, client: Client, mediaIds: string[]): Promise<{ id: string; name: string } | undefined> {
  const name = remote.option('job');
  if (name === undefined) return undefined;
  if (mediaIds.length === 0) {
    remote.say(remote.texts.nothingForJob);
    return undefined;
  }
  const profile = remote.option('profile');
  const job = await client.api.createJob({ body: {
    name, mediaIds, type: remote.flag('batch') ? 'batch' : 'single',
    settings: { language: remote.language, ...(profile === undefined ? {} : { profile }) }, metadata: metadataOf(remote),
  } }, { signal: remote.around.signal });
  return { id: job.id, name: job.name };
}

function exitCode(sent: readonly SentFile[]): number {
  const arrived = sent.filter(({ outcome }) => outcome === 'sent' || outcome === 'known').length;
  if (arrived === sent.length) return exitCodes.done;
  return arrived === 0 ? exitCodes.nothingReadable : exitCodes.partly;
}

export const upload: RemoteCommand = {
  flags: {
    'job': { type: 'string' }, 'profile': { type: 'string' }, 'batch': { type: 'boolean' }, 'names': { type: 'string' }, 'context': { type: 'string' }, 'notes': { type: 'string' },
    'at-once': { type: 'string' },
  },
  async run(remote) {
    const { around: { stderr, signal }, texts, language } = remote;
    const files = await filesOf(remote);
    if (files.length === 0) return exitCodes.nothingReadable;
    const client = await remote.client();
    const sizes = await Promise.all(files.map((file) => stat(file.path).then(({ size }) => size, () => 0)));
    const progress = transferProgress({ out: stderr, files: files.length, sizeBytes: sizes.reduce((sum, size) => sum + size, 0), texts, language });
    try {
      const unfinished = await unfinishedUploads(client, signal);
      const sent = await atOnce(files, Math.min(MOST_AT_ONCE, Math.max(1, Math.floor(remote.number('at-once', 1) ?? AT_ONCE))), async (file, i) => {
        const ended = await sendFile(file, { client, signal, unfinished, onProgress: (bytes) => { progress.at(file.path, bytes); } });
        progress.at(file.path, sizes[i] ?? 0);
        progress.finished();
        progress.say(lineOf(ended, remote));
        return ended;
      });
      progress.close();
      const mediaIds = [...new Set(sent.flatMap((each) => ('mediaId' in each ? [each.mediaId] : [])))];
      const job = await makeJob(remote, client, mediaIds);
      remote.tell({ files: sent, ...(job ? { job } : {}) }, job ? `${texts.jobMade(printable(job.name), job.id, mediaIds.length)}\n` : '');
      return exitCode(sent);
    } catch (error) {
      if (signal.aborted) progress.say(texts.resumeLater);
      throw error;
    } finally {
      progress.close();
    }
  },
};
