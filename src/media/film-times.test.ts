import { afterAll, expect, test } from 'vitest';
import { findFfmpeg } from './binaries.ts';
import { decodeAll, ffmpeg, numberedFrames, numberedInput, tempFolder } from './made-media.cases.ts';

const folder = tempFolder();
afterAll(folder.remove);

const SMALL = { width: 128, height: 96, fit: 'stretch' } as const;
const LOSSLESS = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0', '-bf', '0', '-pix_fmt', 'yuv420p'];

test('every frame of a variable rate keeps its own time, in Matroska and MP4', async () => {
  // Distances of 41, 72 and 134 ms in turn.
  const expected = Array.from({ length: 60 }, (_, n) => Math.floor(n / 3) * 247 + ([0, 41, 113][n % 3] ?? 0));
  const setpts = "setpts='floor(N/3)*247+if(eq(mod(N,3),1),41,if(eq(mod(N,3),2),113,0))'";
  for (const name of ['vfr.mkv', 'vfr.mp4']) {
    ffmpeg([...numberedInput(100), '-vf', `settb=1/1000,${setpts}`, ...(await findFfmpeg()).passthrough, '-enc_time_base', '1:1000', ...LOSSLESS, folder.at(name)], numberedFrames(60));
    const { everyFrame, sampled: [at100 = []], probed, end } = await decodeAll(folder.at(name), { sampled: [{ everyMs: 100, ...SMALL }] });
    expect(everyFrame.map(({ atMs, number }) => [number, atMs])).toEqual(expected.map((atMs, n) => [n, atMs]));
    expect(probed.facts.variableFrameRate).toBe(true);
    expect(end).toMatchObject({ coverage: 1, warnings: [] });

    let due = 0;
    const taken = expected.flatMap((atMs, n) => {
      if (atMs < due) return [];
      due = (Math.floor(atMs / 100) + 1) * 100;
      return [[n, atMs]];
    });
    expect(at100.map(({ atMs, number }) => [number, atMs])).toEqual(taken);
  }
});

test('time 0 is the start of the container, wherever it begins', async () => {
  ffmpeg([...numberedInput(25), ...LOSSLESS, '-output_ts_offset', '7.5', '-f', 'mpegts', folder.at('late.ts')], numberedFrames(25));
  const { everyFrame, end } = await decodeAll(folder.at('late.ts'));
  expect(everyFrame.map(({ atMs, number }) => [number, atMs])).toEqual(Array.from({ length: 25 }, (_, n) => [n, n * 40]));
  expect(end.analysedMs).toBe(1000);
});

test('rounds NTSC times to whole milliseconds', async () => {
  ffmpeg([...numberedInput(30), '-r', '30000/1001', '-vf', 'setpts=N*1001/30000/TB', ...LOSSLESS, folder.at('ntsc.mp4')], numberedFrames(40));
  const { everyFrame, probed } = await decodeAll(folder.at('ntsc.mp4'));
  expect(everyFrame.map(({ atMs }) => atMs)).toEqual(everyFrame.map((_, n) => Math.round((n * 1_001_000) / 30_000)));
  expect(everyFrame.length).toBeGreaterThan(38);
  expect(probed.facts).toMatchObject({ fps: 29.97, variableFrameRate: false });
});

test('B-frames come in the order of presentation', async () => {
  ffmpeg([...numberedInput(25), '-c:v', 'libx264', '-bf', '3', '-qp', '0', '-pix_fmt', 'yuv420p', folder.at('b.mp4')], numberedFrames(50));
  const { everyFrame } = await decodeAll(folder.at('b.mp4'));
  expect(everyFrame.map(({ atMs, number }) => [number, atMs])).toEqual(Array.from({ length: 50 }, (_, n) => [n, n * 40]));
});

test('sound that begins later than the picture is preceded by silence', async () => {
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=1:sample_rate=48000'];
  for (const name of ['late-sound.mkv', 'late-sound.mp4']) {
    ffmpeg([...numberedInput(25), '-itsoffset', '1.5', ...tone, '-map', '0:v', '-map', '1:a', ...LOSSLESS, '-c:a', name.endsWith('mkv') ? 'pcm_s16le' : 'aac', folder.at(name)], numberedFrames(75));
    const { sounds: [mono, stereo], everyFrame } = await decodeAll(folder.at(name), {
      audio: [{ sampleRateHz: 16_000, channels: 1, windowMs: 250 }, { sampleRateHz: 48_000, channels: 2, windowMs: 1000 }],
    });
    expect(everyFrame[0]?.atMs).toBe(0);
    // Where the tone begins; AAC smears its first block by up to 1024 samples.
    const onset = (samples: number[], rate: number): number => samples.findIndex((sample) => Math.abs(sample) > 0.02) / rate;
    expect(onset(mono?.samples ?? [], 16_000)).toBeGreaterThan(1.475);
    expect(onset(mono?.samples ?? [], 16_000)).toBeLessThan(1.51);
    expect(onset(stereo?.samples ?? [], 48_000)).toBeGreaterThan(1.475);
    expect(onset(stereo?.samples ?? [], 48_000)).toBeLessThan(1.51);
    expect(mono?.times.slice(0, 4)).toEqual([0, 250, 500, 750]);
  }
});

test('a hole in the sound is filled with silence, so later sound keeps its time', async () => {
  const hole = "aselect='not(between(t,1,2))'";
  ffmpeg(['-f', 'lavfi', '-i', "aevalsrc='if(gte(t,2.5),sin(2764*t),0)':d=3:s=16000", '-af', hole, '-c:a', 'pcm_s16le', folder.at('hole.mkv')]);
  const { sounds: [mono] } = await decodeAll(folder.at('hole.mkv'), { audio: [{ sampleRateHz: 16_000, channels: 1, windowMs: 1000 }] });
  const onset = (mono?.samples.findIndex((sample) => Math.abs(sample) > 0.02) ?? 0) / 16_000;
  expect(Math.abs(onset - 2.5)).toBeLessThan(0.01);
  expect(mono?.samples.length).toBe(48_000);
});

test('a single frame is a whole video', async () => {
  ffmpeg([...numberedInput(25), ...LOSSLESS, folder.at('one.mp4')], numberedFrames(1));
  const { everyFrame, sampled: [taken], probed, end } = await decodeAll(folder.at('one.mp4'), { sampled: [{ everyMs: 500, ...SMALL }] });
  expect(probed.facts).toMatchObject({ kind: 'video', durationMs: 40, hasAudio: false });
  expect(everyFrame.map(({ atMs }) => atMs)).toEqual([0]);
  expect(taken?.map(({ atMs }) => atMs)).toEqual([0]);
  expect(end).toEqual({ analysedMs: 40, coverage: 1, warnings: [] });
});

test('run-up of the sound before 0 does not push the pictures back', async () => {
  // Opus begins some milliseconds before its first audible sample.
  ffmpeg([...numberedInput(25), '-f', 'lavfi', '-i', 'sine=duration=2:sample_rate=48000', ...LOSSLESS, '-c:a', 'libopus', '-avoid_negative_ts', 'disabled', folder.at('opus.mkv')], numberedFrames(50));
  const { everyFrame } = await decodeAll(folder.at('opus.mkv'));
  expect(everyFrame.slice(0, 3).map(({ atMs }) => atMs)).toEqual([0, 40, 80]);
});

test('a change of size in mid-stream loses neither frames nor the cadence', async () => {
  ffmpeg([...numberedInput(25), '-vf', 'scale=128:96', ...LOSSLESS, '-f', 'h264', folder.at('a.h264')], numberedFrames(25));
  ffmpeg([...numberedInput(25), '-vf', 'scale=256:192', ...LOSSLESS, '-f', 'h264', folder.at('b.h264')], numberedFrames(25));
  ffmpeg(['-r', '25', '-i', `concat:${folder.at('a.h264')}|${folder.at('b.h264')}`, '-c', 'copy', folder.at('sizes.mkv')]);
  const { everyFrame, sampled: [taken = []] } = await decodeAll(folder.at('sizes.mkv'), { sampled: [{ everyMs: 300, ...SMALL }] });
  expect(everyFrame.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, n) => n % 25));
  expect(taken.map(({ atMs }) => atMs)).toEqual([0, 320, 600, 920, 1200, 1520, 1800]);
});
