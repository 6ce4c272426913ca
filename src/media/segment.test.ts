/** Pieces join without a seam: every frame once, sound packets in one row, the same sound as in the whole. */
import { readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { probe, transcodeSegment } from './index.ts';
import { decodeAll, ffmpeg, numberedFrames, numberedInput, tempFolder } from './made-media.cases.ts';

const folder = tempFolder();
afterAll(folder.remove);
const signal = new AbortController().signal;
const LENGTH_MS = 4096;

/** Times of a stream's packets, in milliseconds from the medium's start. */
function packets(file: string, stream: 'v' | 'a'): number[] {
  const { stdout } = spawnSync('ffprobe', ['-v', 'error', '-select_streams', stream, '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', file]);
  return stdout.toString().split('\n').filter((line) => line !== '').map((line) => Math.round((Number.parseFloat(line) - 1) * 1000));
}

async function pieces(file: string, picture?: { shortSide: number; kilobits: number }): Promise<string[]> {
  const probed = await probe(file);
  return Promise.all(Array.from({ length: Math.ceil(probed.facts.durationMs / LENGTH_MS) }, async (_, n) => {
    const out = folder.at(`piece-${n}.ts`);
    writeFileSync(out, await transcodeSegment(probed, { startMs: n * LENGTH_MS, lengthMs: LENGTH_MS, ...(picture ? { picture } : {}) }, signal));
    return out;
  }));
}

test('pieces of a film hold every frame once and sound without a seam', async () => {
  const film = folder.at('film.mkv');
  ffmpeg([...numberedInput(25), '-f', 'lavfi', '-i', 'sine=frequency=440:duration=9', '-c:v', 'libx264', '-g', '60', '-c:a', 'flac', '-shortest', film], numberedFrames(225));
  const made = await pieces(film, { shortSide: 96, kilobits: 400 });
  expect(made).toHaveLength(3);
  const numbers: number[] = [];
  for (const piece of made) numbers.push(...(await decodeAll(piece)).everyFrame.map(({ number }) => number));
  expect(numbers).toEqual(Array.from({ length: 225 }, (_, i) => i));
  const frames = made.flatMap((piece) => packets(piece, 'v'));
  expect(frames).toEqual(Array.from({ length: 225 }, (_, i) => i * 40));
  const sound = made.flatMap((piece) => packets(piece, 'a'));
  expect(sound.slice(0, 400)).toEqual(Array.from({ length: 400 }, (_, i) => Math.round((i * 1024) / 48)));
});

test('sound alone has pieces too, and sounds as before across their borders', async () => {
  const song = folder.at('song.wav');
  ffmpeg(['-f', 'lavfi', '-i', 'sine=frequency=523:sample_rate=48000:duration=9', '-ac', '2', song]);
  const made = await pieces(song);
  const whole = folder.at('whole.ts');
  writeFileSync(whole, Buffer.concat(made.map((piece) => readFileSync(piece))));
  const samples = (file: string): Float32Array => {
    const { stdout } = spawnSync('ffmpeg', ['-v', 'error', '-i', file, '-f', 'f32le', '-ac', '1', '-ar', '48000', 'pipe:1'], { maxBuffer: 2 ** 26 });
    return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length - stdout.length % 4));
  };
  const [before, after] = [samples(song), samples(whole)];
  // The tone's loudest sample around each border: a hole or a doubled packet would show as a jump away from a sine.
  for (const border of [4.096, 8.192].map((seconds) => Math.round(seconds * 48_000))) {
    let worst = 0;
    for (let i = border - 1500; i < border + 1500; i++) worst = Math.max(worst, Math.abs((before[i] ?? 0) - (after[i] ?? 0)));
    expect(worst).toBeLessThan(0.02);
  }
});

test('a turned and narrow film is shown upright with even sides; nobody gets more than there is', async () => {
  const film = folder.at('narrow.mp4');
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=54x97:rate=10:duration=1', '-vf', 'crop=54:96', '-c:v', 'libx264', film]);
  const [piece = ''] = await pieces(film, { shortSide: 480, kilobits: 400 });
  expect((await probe(piece)).facts).toMatchObject({ width: 54, height: 96, videoCodec: 'h264', hasAudio: false });
});

test('a piece that nobody wants any more is not made', async () => {
  const film = folder.at('long.mp4');
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=20', '-c:v', 'libx264', '-preset', 'ultrafast', film]);
  const gone = new AbortController();
  const making = transcodeSegment(await probe(film), { startMs: 0, lengthMs: 20_000, picture: { shortSide: 180, kilobits: 400 } }, gone.signal);
  gone.abort();
  await expect(making).rejects.toMatchObject({ code: 'CANCELLED' });
});
