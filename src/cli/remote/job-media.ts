/** A job with all its media, also where the answer that brought it holds only the first of them. */
import type { Client } from '@aima/contract/client';

type Job = Awaited<ReturnType<Client['api']['getJob']>>;

const PER_PAGE = 500;

export async function withAllMedia(client: Client, { mediaNext, ...job }: Job, signal: AbortSignal): Promise<Job> {
  if (mediaNext === undefined) return job;
  const media = [...job.media];
  for await (const medium of client.pages('listJobMedia', { path: { jobId: job.id }, query: { limit: PER_PAGE, cursor: mediaNext } }, { signal })) media.push(medium);
  return { ...job, media };
}
