import { type Outcome, runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { join, silence, sine, windowsOf } from './lib/audio/made-sound.cases.ts';
import { levelAsVoice } from './lib/audio/made-voice.cases.ts';
import { voiceActivity } from './voice-activity.ts';

const RATE = 16_000;
const voice = (seconds: number): Float32Array => sine(seconds, 200, -12, { rate: RATE });
const quiet = (seconds: number): Float32Array => silence(seconds, RATE);

const run = (sound: Float32Array, options: { language?: 'de' | 'en'; windowMs?: number } = {}): Promise<Outcome> => runAnalyzer(voiceActivity, {
  medium: { kind: 'audio', durationMs: Math.round((sound.length * 1000) / RATE) },
  audio: windowsOf([sound], { rate: RATE, windowMs: options.windowMs ?? 1000 }), models: { voice: levelAsVoice() }, language: options.language ?? 'en',
});

test('speech comes with its times; short pauses belong to it, long ones divide', async () => {
  const { findings } = await run(join(quiet(1), voice(2), quiet(0.3), voice(1), quiet(1), voice(1.5), quiet(1)));
  expect(findings.map(({ known }) => [known.startMs, known.endMs])).toEqual([
    [expect.closeTo(1000, -2), expect.closeTo(4300, -2)],
    [expect.closeTo(5300, -2), expect.closeTo(6800, -2)],
  ]);
  expect(findings[0]?.known.confidence).toBeCloseTo(0.9, 5);
  expect(findings[0]?.sentence).toBe('Somebody speaks for 3.3 s.');
});

test('in German', async () => {
  expect((await run(join(quiet(1), voice(2)), { language: 'de' })).findings[0]?.sentence).toBe('Jemand spricht 2,0 s lang.');
});

test('speech without a pause stays one finding, to the end of the sound', async () => {
  const { findings } = await run(voice(50.25));
  expect(findings.map(({ known }) => [known.startMs, known.endMs])).toEqual([[0, expect.closeTo(50_250, -2)]]);
});

test('the windows in which sound arrives change nothing', async () => {
  const sound = join(quiet(0.7), voice(1.3), quiet(0.9), voice(0.4));
  expect(await run(sound, { windowMs: 333 })).toEqual(await run(sound));
});

test('a click is no speech', async () => {
  expect((await run(join(quiet(1), voice(0.1), quiet(1)))).findings).toEqual([]);
});

test('a track without a single sample was not analysed', async () => {
  const outcome = await runAnalyzer(voiceActivity, { medium: { kind: 'audio' }, audio: [], models: { voice: levelAsVoice() } });
  expect(outcome.notRun?.notRun).toBe('no_audio');
});
