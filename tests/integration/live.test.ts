/** Live sources as segments: what is recorded, in which order, what happens when it stops, stalls, or comes too fast. */
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { copyFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { addressGuard, liveSegments, parseInternalHosts, type LiveEvent, type LiveSegment, type LiveSource } from '../../src/sources/index.ts';
import { makeFilm, ffmpeg } from '../support/made-media.ts';
import { localHttp } from '../support/local-http.ts';
import { freeTcpPort, play, playing, serveHls, serveRtsp } from '../support/live-sources.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);

interface Facts { firstPicture: string; seconds: number }

interface Packet { codec_type: string; flags: string; pts_time: string; data_hash?: string }

async function packetsOf(file: string): Promise<{ packets: Packet[]; seconds: number }> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_data_hash', 'md5', '-show_entries', 'format=duration:packet=codec_type,flags,pts_time,data_hash', '-of', 'json', file], { maxBuffer: 1 << 26 });
  const { packets, format } = JSON.parse(stdout) as { packets: Packet[]; format: { duration: string } };
  return { packets, seconds: Number(format.duration) };
}

async function factsOf(file: string): Promise<Facts> {
  const { packets, seconds } = await packetsOf(file);
  return { firstPicture: packets.find(({ codec_type: type }) => type === 'video')?.flags ?? '', seconds };
}

interface Recorded { segments: LiveSegment[]; events: LiveEvent[]; facts: Facts[]; folder: string; filesAtOnce: number[] }

async function record(source: LiveSource, options: { segmentSeconds?: number; forMs?: number; limits?: object; each?: (segment: LiveSegment, count: number) => Promise<void> | void; stop?: AbortSignal; signal?: AbortSignal; internal?: string } = {}): Promise<Recorded> {
  const folder = path.join(tempFolder(), 'live');
  const result: Recorded = { segments: [], events: [], facts: [], folder, filesAtOnce: [] };
  const never = new AbortController().signal;
  for await (const segment of liveSegments(source, {
    guard: addressGuard({ internal: parseInternalHosts(options.internal ?? '127.0.0.1'), resolve: async () => ['::1'] }), folder, segmentSeconds: options.segmentSeconds ?? 2,
    ...(options.forMs === undefined ? {} : { forMs: options.forMs }), stop: options.stop ?? never, signal: options.signal ?? never, limits: { firstWaitMs: 20, ...options.limits }, onEvent: (event) => { result.events.push(event); },
  })) {
    result.segments.push(segment);
    result.facts.push(await factsOf(segment.path));
    expect((await stat(segment.path)).mode & 0o077).toBe(0);
    expect((await stat(path.dirname(segment.path))).mode & 0o077).toBe(0);
    result.filesAtOnce.push((await readdir(path.dirname(segment.path))).length);
    await options.each?.(segment, result.segments.length);
  }
  return result;
}

const emptied = async ({ folder }: Recorded): Promise<void> => { expect(await readdir(folder)).toEqual([]); };

async function streamOf(seconds: number, gop = 10): Promise<string> {
  const folder = tempFolder();
  const film = await makeFilm(path.join(folder, 'film.mp4'), { seconds, fps: 10, size: '160x120' });
  const file = path.join(folder, 'stream.ts');
  await ffmpeg('-i', film, '-c:v', 'libx264', '-preset', 'ultrafast', '-g', String(gop), '-bf', '2', '-c:a', 'aac', '-f', 'mpegts', file);
  return file;
}

test('standard input becomes segments that follow each other, and begin with a whole picture', async () => {
  const file = await streamOf(21);
  const recorded = await record({ kind: 'stdin', input: createReadStream(file) }, { segmentSeconds: 5 });
  expect(recorded.segments).toHaveLength(5);
  expect(recorded.segments[0]?.startMs).toBe(0);
  expect(recorded.segments.at(-1)?.endMs).toBeGreaterThan(20_500);
  for (const [i, segment] of recorded.segments.entries()) {
    const { firstPicture, seconds } = recorded.facts[i] ?? { firstPicture: '', seconds: 0 };
    expect(firstPicture).toMatch(/^K/);
    expect(Math.abs(seconds * 1000 - (segment.endMs - segment.startMs))).toBeLessThan(350);
    expect(segment.startMs).toBe(recorded.segments[i - 1]?.endMs ?? 0);
    expect(segment.gapBeforeMs).toBe(0);
  }
  expect(recorded.events).toEqual([]);
  await emptied(recorded);
});

test('picture and sound of a segment are as far from each other as in the stream', async () => {
  const stream = path.join(tempFolder(), 'stream.mkv');
  await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=10:duration=12', '-f', 'lavfi', '-i', 'anoisesrc=duration=12:sample_rate=16000:seed=7', '-c:v', 'libx264', '-g', '10', '-bf', '2', '-c:a', 'aac', '-shortest', stream);
  const at = new Map((await packetsOf(stream)).packets.map(({ data_hash: hash, pts_time: pts }) => [hash, Number(pts)]));
  let compared = 0;
  await record({ kind: 'stdin', input: createReadStream(stream) }, {
    segmentSeconds: 3, async each({ path: file }) {
      const shifts = (await packetsOf(file)).packets.flatMap(({ data_hash: hash, pts_time: pts }) => { const source = at.get(hash); return source === undefined ? [] : [source - Number(pts)]; });
      compared += shifts.length;
      expect(Math.max(...shifts) - Math.min(...shifts)).toBeLessThan(0.005);
    },
  });
  expect(compared).toBeGreaterThan(200);
});

test('pictures that stand alone are rare: the segments are longer, and say so', async () => {
  const recorded = await record({ kind: 'stdin', input: createReadStream(await streamOf(16, 80)) }, { segmentSeconds: 3 });
  expect(recorded.segments.map(({ startMs, endMs }) => Math.round((endMs - startMs) / 1000))).toEqual([8, 8]);
  expect(recorded.facts.every(({ firstPicture }) => firstPicture.startsWith('K'))).toBe(true);
});

test('a source that can wait does wait: nothing is lost, and never more than a few files lie there', async () => {
  const recorded = await record({ kind: 'stdin', input: createReadStream(await streamOf(30), { highWaterMark: 4_096 }) }, { segmentSeconds: 1, limits: { mostWaiting: 2 }, each: async () => { await sleep(60); } });
  expect(recorded.segments.at(-1)?.endMs).toBeGreaterThan(29_000);
  expect(recorded.segments.every(({ gapBeforeMs }) => gapBeforeMs === 0)).toBe(true);
  expect(recorded.events).toEqual([]);
  expect(Math.max(...recorded.filesAtOnce)).toBeLessThan(12);
});

test('sound alone, and a limit on the length', async () => {
  const sound = path.join(tempFolder(), 'sound.mp3');
  await ffmpeg('-f', 'lavfi', '-i', 'sine=frequency=440:duration=20', sound);
  const recorded = await record({ kind: 'stdin', input: createReadStream(sound) }, { segmentSeconds: 3, forMs: 7_000 });
  expect(recorded.segments).toHaveLength(3);
  expect(recorded.segments.at(-1)?.endMs).toBeGreaterThan(6_900);
  expect(recorded.segments.at(-1)?.endMs).toBeLessThan(7_200);
});

test('what is no stream is refused, a list of other files above all', async () => {
  const secret = path.join(tempFolder(), 'secret.mp4');
  await copyFile(await streamOf(2), secret);
  for (const text of ['this is no film\n'.repeat(500), `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${secret}\n#EXT-X-ENDLIST\n`, `ffconcat version 1.0\nfile '${secret}'\n`, '']) {
    await expect(record({ kind: 'stdin', input: Readable.from([Buffer.from(text)]) })).rejects.toMatchObject({ code: expect.stringMatching(/MEDIA_UNREADABLE|SOURCE_UNREACHABLE/) as string });
  }
});

test('stop finishes the running segment, cancel does not wait for it', async () => {
  const stop = new AbortController();
  const child = play(...playing(60), '-f', 'mpegts', 'pipe:1');
  if (!child.stdout) throw new Error('no output');
  const recorded = await record({ kind: 'stdin', input: child.stdout }, { segmentSeconds: 2, stop: stop.signal, each: async (_segment, count) => { if (count === 1) { await sleep(1_000); stop.abort(); } } });
  expect(recorded.segments.length).toBeGreaterThanOrEqual(2);
  const last = recorded.segments.at(-1);
  expect((last?.endMs ?? 0) - (last?.startMs ?? 0)).toBeLessThan(2_500);
  await emptied(recorded);

  const cancel = new AbortController();
  const second = play(...playing(60), '-f', 'mpegts', 'pipe:1');
  if (!second.stdout) throw new Error('no output');
  await expect(record({ kind: 'stdin', input: second.stdout }, { signal: cancel.signal, each: () => { cancel.abort(); } })).rejects.toMatchObject({ code: 'CANCELLED' });
});

test('a live playlist is followed as it plays; what the analysis has no time for is left out and told', async () => {
  const { url } = await serveHls(19);
  const recorded = await record({ kind: 'web', url: new URL(url) }, { segmentSeconds: 1, limits: { mostWaiting: 1 }, each: async (_segment, count) => { if (count === 2) await sleep(5_000); } });
  const left = recorded.events.filter((event) => event.type === 'left_out');
  expect(left.length).toBeGreaterThan(1);
  const gaps = recorded.segments.filter(({ gapBeforeMs }) => gapBeforeMs > 0);
  expect(gaps.length).toBeGreaterThan(0);
  const leftMs = left.reduce((sum, event) => sum + (event.type === 'left_out' ? event.endMs - event.startMs : 0), 0);
  expect(Math.abs(gaps.reduce((sum, { gapBeforeMs }) => sum + gapBeforeMs, 0) - leftMs)).toBeLessThan(300);
  expect(recorded.segments.at(-1)?.endMs).toBeGreaterThan(11_000);
  expect(Math.max(...recorded.filesAtOnce)).toBeLessThan(5);
  await emptied(recorded);
});

test('a playlist may not lead inside, by itself or by what it lists', async () => {
  const { url } = await serveHls(6);
  await expect(record({ kind: 'web', url: new URL(url) }, { internal: '10.0.0.0/8' })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });

  let reached = 0;
  const inside = await localHttp((_request, response) => { reached++; response.end('secret'); });
  const { port } = new URL(inside);
  const secret = await streamOf(2);
  for (const entry of [`http://localhost:${port}/a.ts`, `tcp://127.0.0.1:${port}`, `file://${secret}`, secret, `concat:${secret}`, `crypto+file://${secret}`]) {
    const list = await localHttp((_request, response) => { response.end(`#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${entry}\n#EXT-X-ENDLIST\n`); });
    const error = await record({ kind: 'web', url: new URL(`${list}/list.m3u8`) }, { limits: { tries: 1 } }).then(({ segments }) => ({ code: `${segments.length} segments` }), (thrown: unknown) => thrown as { code: string }); // AppErrors alone are thrown here
    expect([entry, error.code]).toEqual([entry, expect.stringMatching(/^(ADDRESS_REFUSED|MEDIA_UNREADABLE|SOURCE_\w+)$/)]);
  }
  expect(reached).toBe(0);
});

test('RTMP is recorded through the relay', async () => {
  const port = await freeTcpPort();
  play(...playing(8), '-f', 'flv', '-listen', '1', `rtmp://127.0.0.1:${port}/live/x`);
  await sleep(1_500); // it says nothing when it begins to listen, and takes one connection only
  const recorded = await record({ kind: 'stream', url: new URL(`rtmp://127.0.0.1:${port}/live/x`) }, { segmentSeconds: 2, forMs: 3_000 });
  expect(recorded.segments.at(-1)?.endMs).toBeGreaterThan(2_500);
  await emptied(recorded);
});

test('a camera over RTSP is recorded through the relay, and waited for when it is lost', async () => {
  const url = new URL(await serveRtsp(7));
  const recorded = await record({ kind: 'stream', url }, { segmentSeconds: 2, limits: { tries: 2, silenceMs: 5_000 } });
  expect(recorded.segments.length).toBeGreaterThanOrEqual(2);
  expect(recorded.segments.at(-1)?.endMs).toBeGreaterThan(3_000);
  expect(recorded.facts.every(({ firstPicture }) => firstPicture.startsWith('K'))).toBe(true);
  expect(recorded.events.map(({ type }) => type)).toEqual(['reconnecting', 'gone']);
});
