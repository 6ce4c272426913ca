/** A server with something of everything to show, all of it made here: for pictures of the pages and for checks that visit each of them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client } from '@aima/contract/client';
import { clientOf, ADMIN, firstAdmin, startServerProgram } from './server.ts';

const WORDS = 'This film was made by a program. It shows colours, text and movement, so that there is something to find.';
const SIGNALS = ['cut_analysis', 'color_analysis', 'audio_analysis', 'voice_activity'];
const WAIT_MS = 600_000;

export interface ShownWorld {
  url: string;
  person: typeof ADMIN;
  client: Client;
  /** Addresses of every page, the sections of settings and administration apart. */
  pages: readonly { name: string; address: string }[];
  /** For whoever is not signed in. */
  doors: readonly { name: string; address: string }[];
  close(): Promise<void>;
}

const ffmpeg = (...args: string[]): void => { execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]); };

function makeMedia(folder: string, spoken: boolean): string[] {
  const [voice, film, photo, sound, old] = ['voice.wav', 'a film made by a program, with a rather long name that has to be cut somewhere.mp4', 'a photo.jpg', 'a sound.flac', 'an old photo.jpg'].map((name) => path.join(folder, name)) as [string, string, string, string, string]; // five names in, five out
  if (spoken) execFileSync('espeak-ng', ['-v', 'en-us', '-s', '150', '-w', voice, WORDS]);
  else ffmpeg('-f', 'lavfi', '-i', 'sine=frequency=330:duration=6', voice);
  const title = (text: string): string => `drawtext=text='${text}':fontsize=64:fontcolor=white:borderw=4:bordercolor=black:x=(w-text_w)/2:y=h*0.7`;
  const shots = ['gradients=size=960x540:rate=25:duration=4:speed=0.02:c0=0x0b3954:c1=0xff6663:nb_colors=2', 'mandelbrot=size=960x540:rate=25:end_pts=200', 'testsrc2=size=960x540:rate=25:duration=4'];
  const cut = (i: number, text: string): string => `[${i}:v]trim=duration=4,setpts=PTS-STARTPTS,format=yuv420p,${title(text)}[v${i}]`;
  ffmpeg(...shots.flatMap((shot) => ['-f', 'lavfi', '-i', shot]), '-i', voice, '-filter_complex',
    `${cut(0, 'HELLO AGAIN')};${cut(1, 'DEEPER AND DEEPER')};${cut(2, 'THE END')};[v0][v1][v2]concat=n=3[v];[3:a]adelay=500:all=1,apad,atrim=duration=12[a]`, '-map', '[v]', '-map', '[a]', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', film);
  ffmpeg('-f', 'lavfi', '-i', 'gradients=size=1600x1200:c0=0x1f4068:c1=0xe43f5a:seed=7', '-frames:v', '1', photo);
  ffmpeg('-f', 'lavfi', '-i', 'mandelbrot=size=1200x900', '-frames:v', '1', old);
  ffmpeg('-f', 'lavfi', '-i', 'aevalsrc=0.3*sin(2*PI*(220+60*t)*t):duration=8', sound);
  return [film, photo, sound, old];
}

async function upload(client: Client, file: string): Promise<string> {
  const content = readFileSync(file);
  const uploadId = await client.upload({ name: path.basename(file), sizeBytes: content.length, read: (start, end) => Promise.resolve(new Uint8Array(content.subarray(start, end))) });
  for (const until = Date.now() + WAIT_MS; Date.now() < until; await sleep(200)) {
    const { mediaId } = await client.api.getUpload({ path: { id: uploadId } });
    if (mediaId) return mediaId;
  }
  throw new Error(`${file} was never ready`);
}

async function analysed(client: Client, name: string, mediaIds: string[], analyzers: readonly string[] | undefined): Promise<string> {
  const { id } = await client.api.createJob({ body: { name, mediaIds, ...(analyzers && { settings: { analyzers: analyzers.map((each) => ({ name: each })) } }) } });
  const { offers } = await client.api.estimateJob({ path: { jobId: id } });
  const local = offers.find(({ provider }) => provider === 'local');
  if (!local) throw new Error('nothing is offered');
  await client.api.startJob({ path: { jobId: id }, body: { offerId: local.id } });
  for (const until = Date.now() + WAIT_MS; Date.now() < until; await sleep(500)) {
    const { state } = await client.api.getJob({ path: { jobId: id } });
    if (state === 'awaiting_review') return id;
    if (state === 'failed') throw new Error(`the job '${name}' failed`);
  }
  throw new Error(`the job '${name}' never ended`);
}

async function archived(client: Client, id: string): Promise<void> {
  const { confirmationToken } = await client.api.requestCompletion({ path: { jobId: id }, body: {} });
  await client.api.confirmCompletion({ path: { jobId: id }, body: { confirmationToken } });
  for (const until = Date.now() + WAIT_MS; Date.now() < until; await sleep(300)) if ((await client.api.getJob({ path: { jobId: id } })).state === 'archived') return;
}

/** @param options.full the whole lite profile on the film, instead of a few analyzers that need no weights */
export async function openShownWorld({ full = false, spoken = full }: { full?: boolean; spoken?: boolean } = {}): Promise<ShownWorld> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aima-shown-'));
  const server = await startServerProgram({ env: { AIMA_LOG_LEVEL: 'error' } });
  const { url } = server;
  const session = await firstAdmin(url, server.welcomeLink ?? '');
  const client = clientOf(url, session.cookie);
  const mediaIds: string[] = [];
  for (const file of makeMedia(folder, spoken)) mediaIds.push(await upload(client, file));
  const [film = '', photo = '', sound = '', old = ''] = mediaIds;
  const done = await analysed(client, 'A film, a photo and a sound', [film, photo, sound], full ? undefined : SIGNALS);
  await archived(client, await analysed(client, 'An archived photo', [old], ['color_analysis']));
  const { id: created } = await client.api.createJob({ body: { name: 'Not started yet', mediaIds: [film, sound] } });
  const job = `/jobs/${done}`;
  return {
    url, person: ADMIN, client,
    pages: [
      ...['dashboard /', 'media /media', 'jobs /jobs', 'findings /findings', 'findings-search /findings?text=hello', 'archive /archive', 'storage /storage', 'machines /machines', 'settings /settings', 'administration /administration', 'nothing /no-such-page'].map((each) => ({ name: each.split(' ')[0] ?? '', address: each.split(' ')[1] ?? '' })),
      { name: 'job-created', address: `/jobs/${created}` }, { name: 'job-done', address: job },
      { name: 'player-film', address: `${job}/media/${film}?t=5200` }, { name: 'player-photo', address: `${job}/media/${photo}` }, { name: 'player-sound', address: `${job}/media/${sound}` },
    ],
    doors: [{ name: 'sign-in', address: '/sign-in' }, { name: 'welcome', address: '/welcome#token=wrong' }, { name: 'invitation', address: '/invitation#token=wrong' }, { name: 'new-password', address: '/new-password#token=wrong' }],
    async close() {
      await server.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
