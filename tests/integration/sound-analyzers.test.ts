/** Sounds of the shared media by the analyzers of the lite tier, with the real voice detector. */
import { readFile } from 'node:fs/promises';
import { type Analyzer, voiceActivity as voiceModel } from '@aima/sdk';
import { type Outcome, runAnalyzer } from '@aima/sdk/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audioEnvironment } from '../../src/analyzers/audio-environment.ts';
import { soundEffects } from '../../src/analyzers/sound-effects.ts';
import { speechEmotion } from '../../src/analyzers/speech-emotion.ts';
import { voiceActivity } from '../../src/analyzers/voice-activity.ts';
import { type Engine, openEngine } from '../../src/models/engine.ts';
import { decodedSound, durationMs } from '../support/decoded-sound.ts';
import { needsMedia } from '../support/media.ts';
import { testModelsFolder } from '../support/models-folder.ts';

let engine: Engine;
beforeAll(() => { engine = openEngine({ modelsFolder: testModelsFolder, threads: 2, processes: 1 }); });
afterAll(() => engine.close());

async function hear(analyzer: Analyzer, ...input: string[]): Promise<Outcome> {
  const audio = await decodedSound(input, { sampleRateHz: 16_000, channels: 1 });
  const { model } = await engine.get(voiceModel('silero-vad'));
  return runAnalyzer(analyzer, { medium: { kind: 'audio', durationMs: durationMs(audio) }, audio, models: { voice: model } });
}
const labels = ({ findings }: Outcome): (string | undefined)[] => findings.map(({ known }) => known.label);

test.for([['alarm-clock-elapsed.oga', 'alarm'], ['bell.oga', 'bell'], ['phone-incoming-call.oga', 'phone']] as const)('%s is told as %s', async ([name, label], context) => {
  expect(labels(await hear(soundEffects, '-i', needsMedia(context, name)))).toEqual([label]);
});

test('short-30s.mp4: its alarm and its bell, at their times, and nothing else', async (context) => {
  const { findings } = await hear(soundEffects, '-i', needsMedia(context, 'short-30s.mp4'));
  expect(findings.map(({ known }) => [known.label, known.startMs])).toEqual([['alarm', expect.closeTo(19_270, -2)], ['bell', expect.closeTo(25_000, -2)]]);
});

test.for(['speech-jfk.wav', 'two-speakers.wav', 'cars.mp4'])('%s has none of these sounds', async (name, context) => {
  expect(labels(await hear(soundEffects, '-i', needsMedia(context, name)))).toEqual([]);
});

test.for([['speech-jfk.wav', ['speech']], ['cars.mp4', ['quiet']], ['two-speakers.wav', ['quiet', 'speech']]] as const)('%s sounds like %s', async ([name, expected], context) => {
  expect(labels(await hear(audioEnvironment, '-i', needsMedia(context, name)))).toEqual(expected);
});

test('two-speakers.wav: voice activity follows the annotation, frame by frame', async (context) => {
  const sound = needsMedia(context, 'two-speakers.wav');
  const turns = (await readFile(sound.replace('.wav', '.rttm'), 'utf8')).trim().split('\n').map((line) => line.split(' ')).map(([, , , start, length]) => ({ from: Number(start) * 1000, to: (Number(start) + Number(length)) * 1000 }));
  const { findings } = await hear(voiceActivity, '-i', sound);
  const frames = Array.from({ length: 3000 }, (_, i) => i * 10 + 5);
  const wrong = frames.filter((ms) => turns.some(({ from, to }) => from <= ms && ms < to) !== findings.some(({ known }) => known.startMs <= ms && ms < (known.endMs ?? 0)));
  expect(wrong.length / frames.length).toBeLessThanOrEqual(0.1);
});

test('nothing of the speeches is called livelier or calmer without ground', async (context) => {
  for (const name of ['speech-jfk.wav', 'two-speakers.wav']) expect(labels(await hear(speechEmotion, '-i', needsMedia(context, name)))).toEqual([]);
});
