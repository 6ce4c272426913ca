/** One file to the server by the tus protocol: begun or gone on with, until its last byte, or until something ends it. */
import { language } from '#lib/words.ts';
import type { UploadProblem } from './upload-item.ts';

const UPLOADS = '/api/v1/uploads';

export interface SendRequest {
  file: File;
  /** It was begun before. */
  uploadId?: string | undefined;
  sha256?: string | undefined;
  signal: AbortSignal;
  /** The server has a name for it. */
  onBegun(uploadId: string): void;
  /** Bytes that left. */
  onProgress(sentBytes: number): void;
}

/**
 * `broken`: trying again later helps. `gone`: the server forgot the upload, so it has to begin anew.
 */
export type SendEnd = { end: 'complete' | 'stopped' | 'broken' | 'signed_out' | 'gone' } | { end: 'refused'; problem: UploadProblem };

/** One request carries this much: a break costs no more than it, and an ended session is noticed. */
const CHUNK_BYTES = 64 * 2 ** 20;
const SHORT_PAUSES_MS = [300, 1000, 3000];

/** Another offset is right, another request is at it, too many came, or the server has trouble: asking again helps. */
const passes = (status: number): boolean => status === 409 || status === 423 || status === 429 || (status >= 500 && status !== 507);

function problemOf(text: string, status: number): UploadProblem {
  try {
    const { code, detail, next } = JSON.parse(text) as Record<string, unknown>; // a problem document, or not: looked at below
    if (typeof code === 'string' && typeof detail === 'string' && typeof next === 'string') return { code, message: detail, next };
  } catch { /* no problem document */ }
  return { code: 'SERVER_ANSWER_INVALID', message: String(status), next: '' };
}

function endOf(error: unknown, begun: boolean): SendEnd {
  const response = error instanceof Error && 'originalResponse' in error ? (error as { originalResponse?: { getStatus(): number; getBody(): string } | null }).originalResponse : undefined;
  const status = response?.getStatus() ?? 0;
  if (status === 0 || passes(status)) return { end: 'broken' };
  if (status === 401) return { end: 'signed_out' };
  if (begun && (status === 404 || status === 410)) return { end: 'gone' };
  return { end: 'refused', problem: problemOf(response?.getBody() ?? '', status) };
}

const idOf = (url: string | null): string | undefined => url?.split('?')[0]?.split('/').at(-1);

/** Never throws: what ends it is the answer. */
export async function sendFile({ file, uploadId, sha256, signal, onBegun, onProgress }: SendRequest): Promise<SendEnd> {
  const { Upload } = await import('tus-js-client');
  if (signal.aborted) return { end: 'stopped' };
  return new Promise((resolve) => {
    const upload = new Upload(file, {
      endpoint: UPLOADS, uploadUrl: uploadId === undefined ? null : `${UPLOADS}/${uploadId}`, chunkSize: CHUNK_BYTES, storeFingerprintForResuming: false, retryDelays: SHORT_PAUSES_MS,
      metadata: { filename: file.name, filetype: file.type, ...(sha256 !== undefined && { sha256 }) }, headers: { 'accept-language': language() },
      onShouldRetry: (error) => passes(error.originalResponse?.getStatus() ?? 0),
      onUploadUrlAvailable: () => { const id = idOf(upload.url); if (id !== undefined) onBegun(id); },
      onProgress: (sent) => { onProgress(sent); },
      onSuccess: () => { resolve({ end: 'complete' }); },
      onError: (error) => { resolve(endOf(error, uploadId !== undefined || upload.url !== null)); },
    });
    signal.addEventListener('abort', () => { void upload.abort().finally(() => { resolve({ end: 'stopped' }); }); }, { once: true });
    upload.start();
  });
}

/** Takes an upload off the server, with what it has of it. @throws Error with what the server said */
export async function removeUpload(uploadId: string): Promise<void> {
  const response = await fetch(`${UPLOADS}/${uploadId}`, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0', 'accept-language': language() } });
  if (response.ok || response.status === 404) return;
  const { message, next } = problemOf(await response.text(), response.status);
  throw new Error(`${message} ${next}`);
}
