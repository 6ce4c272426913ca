/** The command `results`: what was found in a job; the whole document, or single findings. */
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Client } from '@aima/contract/client';
import { AppError } from '../../kernel/app-error.ts';
import { printable } from '../analyze/progress.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { table } from '../models/table.ts';
import { oneWord, type Remote, type RemoteCommand } from './command.ts';
import { withAllMedia } from './job-media.ts';
import { placeInWords, runsInWords } from './words.ts';

const SHOWN = 100;

/** Of a job with one medium that medium's document, of one with several what spans them, unless one is named. */
async function documentOf(client: Client, jobId: string, given: string | undefined, signal: AbortSignal): Promise<Response> {
  const media = given === undefined ? (await client.api.getJob({ path: { jobId } }, { signal })).media : [];
  const mediaId = given ?? (media.length === 1 ? media[0]?.mediaId : undefined);
  return mediaId === undefined ? client.raw('getJobDocument', { path: { jobId } }, { signal }) : client.raw('getResultDocument', { path: { jobId, mediaId } }, { signal });
}

/** The document flows from the server to where it belongs, and is never held whole. */
async function writeDocument(remote: Remote, jobId: string, mediaId: string | undefined): Promise<void> {
  const { texts, around: { stdout, signal } } = remote;
  const out = remote.option('out');
  if (out !== undefined && existsSync(out)) throw new AppError('OUTPUT_UNWRITABLE', texts.exists(out));
  const { body } = await documentOf(await remote.client(), jobId, mediaId, signal);
  if (!body) throw new AppError('SERVER_ANSWER_INVALID', 'The answer is empty.');
  // The same streams under two types: those of the language and those of Node.
  const bytes = Readable.fromWeb(body as ReadableStream<Uint8Array>);
  if (out !== undefined) {
    await pipeline(bytes, createWriteStream(out, { flags: 'wx' }), { signal });
    remote.say(texts.written(out));
    return;
  }
  await copyTo(stdout, bytes);
}

/** Standard output stays open behind it. Whoever reads it may have had enough, as `| head` has. */
async function copyTo(stdout: Writable, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const chunk of bytes) if (!stdout.write(chunk)) await once(stdout, 'drain');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}

async function listFindings(remote: Remote, jobId: string, mediaId: string | undefined): Promise<number> {
  const { texts, around: { signal } } = remote;
  const [limit, fromMs, toMs, minConfidence] = [remote.number('limit', 1) ?? SHOWN, remote.number('from', 0), remote.number('to', 0), remote.number('min-confidence', 0)];
  const [analyzer, label, text] = [remote.options('analyzer'), remote.options('label'), remote.option('text')];
  const client = await remote.client();
  const findings = client.pages('listObservations', { path: { jobId }, query: {
    limit: Math.min(500, limit), ...(mediaId === undefined ? {} : { mediaId }), ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }),
    ...(minConfidence === undefined ? {} : { minConfidence }), ...(analyzer.length === 0 ? {} : { analyzer: [...analyzer] }), ...(label.length === 0 ? {} : { label: [...label] }), ...(text === undefined ? {} : { text }),
  } }, { signal });
  const found = [];
  for await (const finding of findings) {
    found.push(finding);
    if (found.length >= limit) break;
  }
  const rows = found.map((each) => [placeInWords(each.startMs), placeInWords(each.endMs), each.analyzer, `${Math.round(each.confidence * 100)} %`, printable(each.sentence)]);
  remote.tell({ observations: found }, rows.length === 0 ? `${texts.none}\n` : table([texts.columns.findings, ...rows]));
  return exitCodes.done;
}

async function summarise(remote: Remote, jobId: string): Promise<void> {
  const { texts, around: { stdout, signal } } = remote;
  const client = await remote.client();
  const { api } = client;
  const path = { jobId };
  const job = await withAllMedia(client, await api.getJob({ path }, { signal }), signal);
  const { count, analyzers } = await api.countObservations({ path }, { signal });
  const media = job.media.map((each) => [`  ${printable(each.fileName)}`, runsInWords(each.runs, texts), each.failure?.message ?? '']);
  const by = analyzers.map((each) => [`  ${each.analyzer}`, String(each.count)]);
  stdout.write(`${printable(job.name)}: ${texts.findings(count)}\n${table(media)}${table(by)}`);
}

export const results: RemoteCommand = {
  flags: {
    'media': { type: 'string' }, 'out': { type: 'string' }, 'observations': { type: 'boolean' }, 'analyzer': { type: 'string', multiple: true }, 'label': { type: 'string', multiple: true },
    'text': { type: 'string' }, 'from': { type: 'string' }, 'to': { type: 'string' }, 'min-confidence': { type: 'string' }, 'limit': { type: 'string' },
  },
  async run(remote) {
    const jobId = oneWord(remote, 'job');
    const mediaId = remote.option('media');
    if (remote.flag('observations')) return listFindings(remote, jobId, mediaId);
    if (remote.json || remote.option('out') !== undefined) await writeDocument(remote, jobId, mediaId);
    else await summarise(remote, jobId);
    return exitCodes.done;
  },
};
