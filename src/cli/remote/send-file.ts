/** One file on its way into the library: hashed, announced, sent, checked by the server. */
import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type Client, type UploadSource } from '@aima/contract/client';
import { AppError } from '../../kernel/app-error.ts';
import type { InputFile } from '../analyze/inputs.ts';
import { fileHash } from './file-hash.ts';

export type SentFile =
  | { file: string; outcome: 'sent' | 'known'; mediaId: string }
  | { file: string; outcome: 'refused' | 'failed'; code: string; message: string };

export interface SendParts {
  client: Client;
  signal: AbortSignal;
  /** Uploads that were begun and not finished, by the hash of their content. */
  unfinished: ReadonlyMap<string, string>;
  onProgress(bytes: number): void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** The file as a source; read by position, so several chunks never meet. */
async function sourceOf(file: string, name: string, sizeBytes: number, sha256: string): Promise<UploadSource & AsyncDisposable> {
  const handle = await open(file, 'r');
  return {
    name, sizeBytes, sha256,
    async read(start, end) {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new AppError('MEDIA_CHANGED', `${file} became shorter while it was sent.`);
      return bytes;
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** Waits until the server has looked into what arrived. */
async function checked(uploadId: string, { client, signal }: SendParts): Promise<Awaited<ReturnType<Client['api']['getUpload']>>> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    const upload = await client.api.getUpload({ path: { id: uploadId } }, { signal });
    if (upload.state === 'done' || upload.state === 'refused') return upload;
    await sleep(pause, undefined, { signal });
  }
}

async function send(input: InputFile, parts: SendParts): Promise<SentFile> {
  const { client, signal, unfinished, onProgress } = parts;
  const { size } = await stat(input.path);
  if (size === 0) throw new AppError('MEDIA_EMPTY', 'This file is empty (0 bytes).');
  const sha256 = await fileHash(input.path, signal);
  await using source = await sourceOf(input.path, input.relative.split('/').at(-1) ?? input.relative, size, sha256);
  const resume = unfinished.get(sha256);
  let sentHere = 0;
  let first: number | undefined;
  const uploadId = await client.upload(source, {
    signal, ...(resume === undefined ? {} : { resume: `/api/v1/uploads/${resume}` }),
    onProgress: (bytes) => {
      first ??= bytes;
      sentHere = bytes - first;
      onProgress(bytes);
    },
  });
  const { state, mediaId, code, message } = await checked(uploadId, parts);
  if (state === 'refused' || mediaId === undefined) return { file: input.relative, outcome: 'refused', code: code ?? 'MEDIA_UNREADABLE', message: message ?? '' };
  // Complete from the beginning: the server had the content before.
  return { file: input.relative, outcome: sentHere === 0 && resume === undefined ? 'known' : 'sent', mediaId };
}

/** Never throws but for an abort: one file that fails stops no other. */
export async function sendFile(input: InputFile, parts: SendParts): Promise<SentFile> {
  try {
    return await send(input, parts);
  } catch (error) {
    parts.signal.throwIfAborted();
    if (error instanceof ApiError) return { file: input.relative, outcome: error.status >= 400 && error.status < 500 ? 'refused' : 'failed', code: error.code, message: error.message };
    if (error instanceof AppError) return { file: input.relative, outcome: 'failed', code: error.code, message: error.message };
    const code = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'MEDIA_MISSING' : 'MEDIA_UNREADABLE';
    return { file: input.relative, outcome: 'failed', code, message: error instanceof Error ? error.message : String(error) };
  }
}
