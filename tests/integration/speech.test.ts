/** Speech with the real models: words, times, and languages that the lite tier does not know. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { speechToText, voiceActivity } from '@aima/sdk';
import { type Outcome, runAnalyzer } from '@aima/sdk/testing';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { z } from 'zod';
import { speechTranscription } from '../../src/analyzers/speech-transcription.ts';
import { type Engine, openEngine } from '../../src/models/engine.ts';
import { decodedSound, durationMs } from '../support/decoded-sound.ts';
import { ffmpeg } from '../support/made-media.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { needsCommand, needsMedia } from '../support/media.ts';
import { wordErrorRate } from '../support/word-error-rate.ts';
import { testModelsFolder } from '../support/models-folder.ts';

const run = promisify(execFile);
let engine: Engine;
beforeAll(() => { engine = openEngine({ modelsFolder: testModelsFolder, threads: 2 }); });
afterAll(() => engine.close());

async function hear(...input: string[]): Promise<Outcome> {
  const audio = await decodedSound(input, { sampleRateHz: 16_000, channels: 1 });
  const voice = (await engine.get(voiceActivity('silero-vad'))).model;
  const recogniser = (await engine.get(speechToText('moonshine-tiny-en'))).model;
  return runAnalyzer(speechTranscription, { medium: { kind: 'audio', durationMs: durationMs(audio) }, audio, models: { voice, recogniser } });
}

const textIn = ({ findings }: Outcome, startMs: number, endMs: number): string =>
  findings.filter(({ known }) => known.startMs < endMs && (known.endMs ?? 0) > startMs).map(({ known }) => known.text ?? '').join(' ');

/** Says a text with espeak-ng; answers the WAV's path. */
async function spoken(context: TestContext, voice: string, text: string, wordsPerMinute = 160): Promise<string> {
  needsCommand(context, 'espeak-ng');
  const file = path.join(tempFolder(), `${voice}.wav`);
  await run('espeak-ng', ['-v', voice, '-s', String(wordsPerMinute), '-w', file, text]);
  return file;
}

const ENGLISH = 'Welcome back to my channel. In this video I will show you how to build a small shelf for your kitchen. First, measure the wall twice.';

test('speech-jfk.wav is understood', async (context) => {
  const outcome = await hear('-i', needsMedia(context, 'speech-jfk.wav'));
  const truth = 'And so my fellow Americans ask not what your country can do for you ask what you can do for your country';
  expect(wordErrorRate(truth, textIn(outcome, 0, 11_000))).toBeLessThanOrEqual(0.1);
});

const Truth = z.object({ speech: z.array(z.object({ startMs: z.number(), endMs: z.number(), text: z.string() })) });

test('both voices of short-30s.mp4 are understood, and its alarm and bell say nothing', async (context) => {
  const film = needsMedia(context, 'short-30s.mp4');
  const { speech } = Truth.parse(JSON.parse(await readFile(film.replace('.mp4', '.truth.json'), 'utf8')));
  const outcome = await hear('-i', film);
  for (const { startMs, endMs, text } of speech) expect(wordErrorRate(text, textIn(outcome, startMs, endMs)), text).toBeLessThanOrEqual(0.15);
  expect(textIn(outcome, 17_500, 30_000)).toBe('');
});

test('two-speakers.wav: speech is where the annotation says, frame by frame', async (context) => {
  const sound = needsMedia(context, 'two-speakers.wav');
  const turns = (await readFile(sound.replace('.wav', '.rttm'), 'utf8')).trim().split('\n').map((line) => line.split(' ')).map(([, , , start, length]) => ({ from: Number(start) * 1000, to: (Number(start) + Number(length)) * 1000 }));
  const Spans = z.array(z.object({ startMs: z.number(), endMs: z.number() }));
  const found = (await hear('-i', sound)).findings.flatMap(({ known, attributes }) => Spans.parse(attributes.spans ?? [{ startMs: known.startMs, endMs: known.endMs }]));
  const frames = Array.from({ length: 3000 }, (_, i) => i * 10 + 5);
  const wrong = frames.filter((ms) => turns.some(({ from, to }) => from <= ms && ms < to) !== found.some(({ startMs, endMs }) => startMs <= ms && ms < endMs));
  expect(wrong.length / frames.length).toBeLessThanOrEqual(0.1);
});

for (const name of ['alarm-clock-elapsed.oga', 'bell.oga', 'phone-incoming-call.oga', 'cars.mp4']) {
  test(`${name} has no speech`, async (context) => {
    expect(await hear('-i', needsMedia(context, name))).toEqual({ findings: [] });
  });
}

const SOUNDS = {
  noise: 'anoisesrc=c=pink:a=0.5:r=48000:d=8:s=1',
  music: "aevalsrc=exprs='0.1*sin(2*PI*220*t)+0.1*sin(2*PI*277*t)+0.1*sin(2*PI*330*t)+0.4*sin(2*PI*60*t)*exp(-12*mod(t,0.5))':s=48000:d=8",
};

for (const [name, graph] of Object.entries(SOUNDS)) {
  test(`${name} has no speech`, async (context) => {
    needsCommand(context, 'ffmpeg');
    expect(await hear('-f', 'lavfi', '-i', graph)).toEqual({ findings: [] });
  });
}

for (const [voice, speed] of [['en-us', 130], ['en-us', 190], ['en-us+f3', 160], ['en-gb', 160], ['en-gb+f2', 130]] as const) {
  test(`English by ${voice} at ${speed} words a minute passes as English`, async (context) => {
    const { findings, notRun } = await hear('-i', await spoken(context, voice, ENGLISH, speed));
    expect(notRun).toBeUndefined();
    expect(wordErrorRate(ENGLISH, findings.map(({ known }) => known.text ?? '').join(' '))).toBeLessThanOrEqual(0.35);
  });
}

const FOREIGN = {
  'de': 'Willkommen zurück auf meinem Kanal. In diesem Video zeige ich euch, wie man ein kleines Regal für die Küche baut. Messt zuerst die Wand zweimal aus.',
  'de+f2': 'Das Wetter ist heute schön und ich gehe mit meinem Hund am Fluss entlang. Danach gehen wir nach Hause, kochen etwas Warmes und reden über den Tag.',
  'fr': "Il fait beau aujourd'hui et je me promène au bord de la rivière avec mon chien. Ensuite nous rentrons et nous parlons de la journée.",
  'es': 'Hoy hace buen tiempo y paseo por el río con mi perro. Después volvemos a casa, cocinamos algo caliente y hablamos del día.',
  'pl': 'Dzisiaj jest ładna pogoda i spaceruję z psem wzdłuż rzeki. Potem wracamy do domu, gotujemy coś ciepłego i rozmawiamy o minionym dniu.',
};

for (const [voice, text] of Object.entries(FOREIGN)) {
  test(`${voice} needs the full tier, and not a word of English is invented`, async (context) => {
    const { findings, notRun } = await hear('-i', await spoken(context, voice, text));
    expect(findings).toEqual([]);
    expect(notRun?.notRun).toBe('language_needs_full_tier');
  });
}

test('a German sentence in an English talk is marked, without text', async (context) => {
  const [english, german] = [await spoken(context, 'en-gb', ENGLISH), await spoken(context, 'de', FOREIGN.de)];
  const mixed = path.join(tempFolder(), 'mixed.wav');
  await ffmpeg('-i', english, '-i', german, '-i', english, '-filter_complex', '[0]apad=pad_dur=2[a];[1]apad=pad_dur=2[b];[a][b][2]concat=n=3:v=0:a=1', mixed);
  const { findings, notRun } = await hear('-i', mixed);
  expect(notRun).toBeUndefined();
  expect(findings.map(({ known }) => known.label)).toEqual(['speech', 'speech_unrecognised', 'speech']);
  expect(findings[1]?.known.text).toBeUndefined();
});
