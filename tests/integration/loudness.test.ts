/** Loudness against ffmpeg's own meter (`ebur128`), on shared media and on made sound. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { audioAnalysis } from '../../src/analyzers/audio-analysis.ts';
import { decodedSound, durationMs } from '../support/decoded-sound.ts';
import { needsCommand, needsMedia } from '../support/media.ts';

const run = promisify(execFile);

interface Measured {
  integratedLufs: number;
  loudnessRangeLu: number;
  truePeakDbtp: number;
}

/** What ffmpeg's summary says; both measure the sound as stereo at 48 kHz. */
async function oracle(input: readonly string[]): Promise<Measured> {
  const { stderr } = await run('ffmpeg', ['-nostats', '-hide_banner', ...input, '-vn', '-af', 'aformat=sample_rates=48000:channel_layouts=stereo,ebur128=peak=true', '-f', 'null', '-'], { maxBuffer: 2 ** 28 });
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  const figure = (name: string): number => Number(new RegExp(`${name}:\\s+(-?[\\d.]+)`).exec(summary)?.[1]);
  return { integratedLufs: figure('I'), loudnessRangeLu: figure('LRA'), truePeakDbtp: figure('Peak') };
}

async function ours(input: readonly string[]): Promise<Partial<Measured>> {
  const audio = await decodedSound(input, { sampleRateHz: 48_000, channels: 2 });
  const { findings } = await runAnalyzer(audioAnalysis, { medium: { kind: 'audio', durationMs: durationMs(audio) }, audio });
  // Schema-checked by the analyzer; absent where it could not be measured.
  return findings.find(({ known }) => known.label === 'overall')?.attributes as Partial<Measured>;
}

async function compare(input: readonly string[]): Promise<void> {
  const [expected, measured] = await Promise.all([oracle(input), ours(input)]);
  const off = (key: keyof Measured): number => Math.abs((measured[key] ?? 0) - expected[key]);
  // ffmpeg prints one digit, so half of that comes on top of 0.1 LU.
  expect(off('integratedLufs'), `integrated ${measured.integratedLufs} against ${expected.integratedLufs}`).toBeLessThanOrEqual(0.1 + 0.05);
  expect(off('truePeakDbtp'), `true peak ${measured.truePeakDbtp} against ${expected.truePeakDbtp}`).toBeLessThanOrEqual(0.3);
  // Below 3 s there is no range; ffmpeg says 0.
  expect(off('loudnessRangeLu'), `range ${measured.loudnessRangeLu} against ${expected.loudnessRangeLu}`).toBeLessThanOrEqual(0.5);
}

for (const name of ['short-30s.mp4', 'speech-jfk.wav', 'two-speakers.wav', 'alarm-clock-elapsed.oga', 'phone-incoming-call.oga']) {
  test(name, async (context) => {
    needsCommand(context, 'ffmpeg');
    await compare(['-i', needsMedia(context, name)]);
  });
}

const MADE = [
  ['997 Hz at −23 LUFS', 'aevalsrc=exprs=0.0708*sin(2*PI*997*t)|0.0708*sin(2*PI*997*t):s=48000:d=10'],
  ['left only', 'aevalsrc=exprs=0.2*sin(2*PI*440*t)|0:s=48000:d=8'],
  ['pink noise that swells', 'anoisesrc=c=pink:a=0.5:r=48000:d=12:s=3,volume=volume=t/12:eval=frame,aformat=channel_layouts=stereo'],
  // Faded, as EBU Tech 3341 fades its peaks: how far an abrupt start overshoots depends on the length of the filter.
  ['over full scale at a quarter of the rate', 'aevalsrc=exprs=1.2*sin(2*PI*12000*t+PI/4)|1.2*sin(2*PI*12000*t+PI/4):s=48000:d=5,afade=d=0.5,afade=t=out:st=4.5:d=0.5'],
  ['quiet and loud by turns', 'aevalsrc=exprs=(0.01+0.3*gt(mod(t\\,8)\\,4))*sin(2*PI*500*t)|(0.01+0.3*gt(mod(t\\,8)\\,4))*sin(2*PI*500*t):s=48000:d=32'],
] as const;

for (const [name, graph] of MADE) {
  test(name, async (context) => {
    needsCommand(context, 'ffmpeg');
    await compare(['-f', 'lavfi', '-i', graph]);
  });
}
