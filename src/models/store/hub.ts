/**
 * The hub's addresses and what it says of a file before it is loaded. The protocol is the public one of
 * huggingface.co (`resolve` with its x-repo-commit, x-linked-size and x-linked-etag headers, `/api/models`),
 * which mirrors follow.
 */
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import type { HubSource, SourceFile, WeightsEntry } from '../model-entry.ts';
import { ask, checkedUrl, mayCarryToken, reasonOf, type Network } from './network.ts';

export interface Hub {
  url: URL;
  /** For repositories that want an account; sent to the hub alone, never to where it redirects. */
  token?: string;
}

const STANDARD_HUB = 'https://huggingface.co';

/** `AIMA_HUB_URL` names a mirror, `AIMA_HUB_TOKEN` an account. @throws AppError DOWNLOAD_FAILED for an address that cannot be used */
export function hubFrom(env: Readonly<Record<string, string | undefined>>): Hub {
  const given = env['AIMA_HUB_URL'];
  const token = env['AIMA_HUB_TOKEN'];
  const url = checkedUrl(given === undefined || given === '' ? STANDARD_HUB : given, true);
  return { url, ...(token === undefined || token === '' ? {} : { token }) };
}

const segments = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** A mirror may lie below a path. */
const below = (hub: Hub, path: string): URL => new URL(`${hub.url.pathname.replace(/\/$/, '')}/${path}`, hub.url);

const resolveUrl = (hub: Hub, source: HubSource, path: string): URL => below(hub, `${segments(source.repository)}/resolve/${source.revision}/${segments(path)}`);

const hubHeaders = (hub: Hub): Record<string, string> => (hub.token !== undefined && mayCarryToken(hub.url) ? { authorization: `Bearer ${hub.token}` } : {});

/** Address and headers of a fetched file. @throws AppError DOWNLOAD_FAILED */
export function addressOf(file: SourceFile, hub: Hub): { url: URL; headers: Record<string, string> } {
  if (file.hub !== undefined) return { url: resolveUrl(hub, file.hub, file.path), headers: hubHeaders(hub) };
  if (file.url === undefined) throw new AppError('DOWNLOAD_FAILED', `The file ${file.path} has no address; bring it with aima models import DIR.`, { file: file.path });
  return { url: checkedUrl(file.url), headers: {} };
}

const Repository = z.object({
  sha: z.string().optional(),
  tags: z.array(z.string()).optional(),
  cardData: z.object({ license: z.unknown() }).optional().catch(undefined),
});

interface Question { hub: Hub; network: Network; signal: AbortSignal | undefined }

async function question({ hub, network, signal }: Question, url: URL, method: 'GET' | 'HEAD'): Promise<Response> {
  const limit = AbortSignal.timeout(network.answerLimitMs);
  try {
    return await ask(network, url, { method, headers: hubHeaders(hub), follow: 'same-origin', signal: signal ? AbortSignal.any([signal, limit]) : limit });
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (signal?.aborted === true) throw new AppError('CANCELLED', 'Cancelled.', {}, error);
    throw new AppError('DOWNLOAD_FAILED', `The hub at ${hub.url.href} cannot be reached: ${limit.aborted ? 'it is silent' : reasonOf(error)}.`, { url: url.href }, error);
  }
}

const differs = (what: string, source: HubSource, told: string, known: string): AppError =>
  new AppError('MODEL_HASH_MISMATCH', `The hub names ${told} as ${what} of ${source.repository}, AIMA knows ${known}. Nothing was loaded.`, { repository: source.repository });

/** @throws AppError DOWNLOAD_REFUSED */
function checkAccess({ status }: Response, { hub }: Question, { repository }: HubSource): void {
  if (status !== 401 && status !== 403) return;
  throw new AppError('DOWNLOAD_REFUSED', `The hub refuses ${repository} (status ${status}): its owners want an account that accepted their conditions, or the repository does not exist: ${below(hub, repository).href}`, { status });
}

/** The licence that the repository states today; undefined where the hub or the mirror does not say. */
export async function licenceOnHub(asking: Question, source: HubSource): Promise<string | undefined> {
  const response = await question(asking, below(asking.hub, `api/models/${segments(source.repository)}/revision/${source.revision}`), 'GET');
  checkAccess(response, asking, source);
  if (response.status !== 200) {
    await response.body?.cancel();
    return undefined;
  }
  const facts = Repository.safeParse(await response.json().catch(() => undefined));
  if (!facts.success) return undefined;
  const { sha, tags, cardData } = facts.data;
  if (sha !== undefined && sha !== source.revision) throw differs('the commit', source, sha, source.revision);
  const tag = tags?.find((each) => each.startsWith('license:'))?.slice('license:'.length);
  return tag ?? (typeof cardData?.license === 'string' ? cardData.license : undefined);
}

/**
 * Asks for one file without loading it.
 * @throws AppError MODEL_HASH_MISMATCH if the hub already tells of other bytes, DOWNLOAD_REFUSED, DOWNLOAD_FAILED
 */
export async function checkOnHub(asking: Question, file: SourceFile, source: HubSource): Promise<void> {
  const response = await question(asking, resolveUrl(asking.hub, source, file.path), 'HEAD');
  checkAccess(response, asking, source);
  if (response.status === 404) throw new AppError('DOWNLOAD_FAILED', `The hub has no ${file.path} in ${source.repository} at ${source.revision} (status 404).`, { status: 404 });
  // A busy hub may still answer the download itself, which waits and tries again.
  if (response.status >= 400) return;
  const commit = response.headers.get('x-repo-commit');
  if (commit !== null && commit !== source.revision) throw differs('the commit', source, commit, source.revision);
  const size = response.headers.get('x-linked-size');
  if (size !== null && Number(size) !== file.sizeBytes) throw differs(`the size of ${file.path}`, source, size, String(file.sizeBytes));
  // Files in large-file storage have their SHA-256 as etag, others the hash of git.
  const etag = (response.headers.get('x-linked-etag') ?? response.headers.get('etag') ?? '').replace(/^W\/|"/g, '');
  if (/^[0-9a-f]{64}$/.test(etag) && etag !== file.sha256) throw differs(`the SHA-256 of ${file.path}`, source, etag, file.sha256);
}

/** True where the hub's word for a licence is another than the registry's; `other` and silence prove nothing. */
export const licenceDiffers = ({ licence }: WeightsEntry, told: string | undefined): boolean =>
  told !== undefined && told !== 'other' && told.toLowerCase() !== licence.toLowerCase();
