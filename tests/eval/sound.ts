/** Sound: where somebody speaks, what is said, in which language, which sounds mean something, and noise reduction. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type SpeechEnhancement, speechEnhancement, speechEnhancer } from '@aima/sdk';
import { type Engine, openEngine } from '../../src/models/engine.ts';
import { findModel } from '../../src/models/registry.ts';
import { testModels } from '../support/media.ts';
import { signalToDistortion } from '../support/signal-to-distortion.ts';
import { testNetworks } from '../support/test-models.ts';
import { wordErrorRate } from '../support/word-error-rate.ts';
import type { Area, EvalContext, Figure } from './measure.ts';
import { between, COLOURS, ENGLISH, FOREIGN, mixed, noisy, pitched, samplesOf, spoken, written } from './sound-material.ts';
import { meanOf, proportion } from './statistics.ts';

const JFK = 'And so my fellow Americans ask not what your country can do for you ask what you can do for your country';
const SNRS = [0, 5, 10] as const;

type Part = (context: EvalContext) => Promise<Figure[]>;

/** Frames of 10 ms in which speech is found and is none, or is there and not found; a second is one item. */
async function frameErrors(context: EvalContext, file: string, rttm: string): Promise<number[]> {
  const turns = (await readFile(rttm, 'utf8')).trim().split('\n').map((line) => line.split(' ')).map(([, , , start, length]) => ({ from: Number(start) * 1000, to: (Number(start) + Number(length)) * 1000 }));
  const analysed = await context.analyse(file, ['voice_activity']);
  const found = analysed.of('voice_activity');
  return Array.from({ length: 30 }, (_, second) => Array.from({ length: 100 }, (_frame, i) => second * 1000 + i * 10 + 5)
    .filter((ms) => turns.some(({ from, to }) => from <= ms && ms < to) !== found.some(({ startMs, endMs }) => startMs <= ms && ms < endMs)).length / 100);
}

const voice: Part = async (context) => {
  const [sound, rttm] = [context.media('two-speakers.wav'), context.media('two-speakers.rttm')];
  if (!sound || !rttm) return [];
  const figure = { analyzer: 'voice_activity', tier: 'lite', unit: 'share' } as const;
  const inNoise = written(path.join(context.work, 'two-speakers-noise.wav'), noisy(samplesOf('-i', sound), 'pink', 10));
  return [
    { ...figure, ...meanOf(await frameErrors(context, sound, rttm)), what: 'frame error (10 ms)', goal: { atMost: 0.1 }, truth: 'two-speakers.rttm, one telephone call of 30 s; a second is one item' },
    { ...figure, ...meanOf(await frameErrors(context, inNoise, rttm)), what: 'frame error (10 ms), noise at 10 dB', truth: 'the same with pink noise' },
  ];
};

async function heardIn(context: EvalContext, file: string): Promise<string> {
  return (await context.analyse(file, ['speech_transcription'])).of('speech_transcription').map(({ text }) => text ?? '').join(' ');
}

const words = JFK.split(' ').length;
const wordErrors = (rates: readonly number[]): ReturnType<typeof proportion> => {
  const errors = rates.reduce((sum, rate) => sum + Math.round(Math.min(1, rate) * words), 0);
  return proportion(errors, rates.length * words);
};

/** The noise reductions of the full tier whose weights are here, as own entries that read them where they lie. */
function fullEnhancers(): { name: string; engine: Engine }[] {
  return [['DTLN', 'test-dtln'], ['GTCRN', 'test-gtcrn']].flatMap(([name = '', id = '']) => {
    const entry = findModel(id, testNetworks);
    const files = Object.entries(entry.files);
    const folder = testModels(files[0]?.[1].hub?.repository.split('/')[1] ?? '');
    if (!existsSync(folder)) return [];
    const entries = [{ ...entry, files: Object.fromEntries(files.map(([role, { path: file, sha256, sizeBytes }]) => [role, { path: file, sha256, sizeBytes }])) }];
    return [{ name, engine: openEngine({ modelsFolder: folder, threads: 1, processes: 1, entries }) }];
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const MIXES = COLOURS.flatMap((colour) => SNRS.map((snr) => ({ colour, snr })));

/** SI-SDR gain and word error rate of the nine mixes, cleaned by one method. */
async function cleanedBy(context: EvalContext, name: string, clean: Float32Array, model: SpeechEnhancement): Promise<{ gains: number[]; rates: number[] }> {
  const [gains, rates]: [number[], number[]] = [[], []];
  for (const { colour, snr } of MIXES) {
    const sound = noisy(clean, colour, snr);
    const better = await model.enhance(sound);
    gains.push(signalToDistortion(clean, better) - signalToDistortion(clean, sound));
    rates.push(wordErrorRate(JFK, await heardIn(context, written(path.join(context.work, `jfk-${colour}-${snr}-${name}.wav`), better))));
  }
  return { gains, rates };
}

const transcription: Part = async (context) => {
  const file = context.media('speech-jfk.wav');
  if (!file) return [];
  const clean = samplesOf('-i', file);
  const raw: number[] = [];
  for (const { colour, snr } of MIXES) raw.push(wordErrorRate(JFK, await heardIn(context, written(path.join(context.work, `jfk-${colour}-${snr}.wav`), noisy(clean, colour, snr)))));
  const figure = { analyzer: 'speech_transcription', tier: 'lite', unit: 'share' } as const;
  const figures: Figure[] = [
    { ...figure, ...wordErrors([wordErrorRate(JFK, await heardIn(context, file))]), what: 'word error rate, speech-jfk.wav', goal: { atMost: 0.1 }, truth: 'its 22 words; a word is one item' },
    { ...figure, ...wordErrors(raw), what: 'word error rate, noise at 0, 5 and 10 dB', truth: 'the same with pink, white and brown noise', note: 'speech that is too noisy to be plausibly English is refused as a whole and then counts as 22 errors.' },
  ];
  const lite = openEngine({ modelsFolder: path.join(context.work, 'no-models'), threads: 1, processes: 1 });
  const full = fullEnhancers();
  try {
    const methods = [
      { tier: 'lite', name: 'RNNoise', model: (await lite.get(speechEnhancement('rnnoise'))).model } as const,
      ...await Promise.all(full.map(async ({ name, engine }) => ({ tier: 'full', name, model: (await engine.get(speechEnhancer())).model }) as const)),
    ];
    for (const { tier, name, model } of methods) {
      const { gains, rates } = await cleanedBy(context, name, clean, model);
      figures.push(
        { analyzer: 'noise_reduction', tier, unit: 'dB', ...meanOf(gains), what: `SI-SDR gain of ${name} at 0, 5 and 10 dB`, goal: { atLeast: 4 }, truth: 'speech-jfk.wav with pink, white and brown noise', note: 'most at 0 dB; on speech that is hardly noisy it gains little.' },
        { ...figure, tier, ...wordErrors(rates), what: `word error rate, the same nine mixes cleaned by ${name}`, truth: 'its 22 words, nine times', note: mean(rates) > mean(raw) ? 'cleaning by this costs more words than it wins.' : 'fewer wrong words than raw; one recording only, so transcription is left on raw sound.' },
      );
    }
    return figures;
  } finally {
    await Promise.all([lite, ...full.map(({ engine }) => engine)].map((engine) => engine.close()));
  }
};

const language: Part = async (context) => {
  const refused: boolean[] = [];
  for (const [code, texts] of Object.entries(FOREIGN)) {
    for (const [i, text] of texts.entries()) {
      for (const variant of ['', '+f2', '+m3']) {
        const file = spoken(context.work, `foreign-${code}-${i}${variant}`, text, ['-v', `${code}${variant}`]);
        if (file) refused.push((await context.analyse(file, ['language_identification'])).run('language_identification')?.reason === 'language_needs_full_tier');
      }
    }
  }
  const english: boolean[] = [];
  for (const [i, text] of ENGLISH.entries()) {
    for (const variant of ['en-us', 'en-gb', 'en-us+f3', 'en-gb+f2', 'en-us+m3']) {
      const file = spoken(context.work, `english-${i}-${variant}`, text, ['-v', variant, '-s', '150']);
      if (file) english.push((await context.analyse(file, ['language_identification'])).of('language_identification').some(({ label }) => label === 'language'));
    }
  }
  if (refused.length === 0) return [];
  const figure = { analyzer: 'language_identification', tier: 'lite', unit: 'share' } as const;
  return [
    { ...figure, ...proportion(refused.filter(Boolean).length, refused.length), what: 'German, French, Spanish answered language_needs_full_tier', truth: 'made with espeak-ng, three voices' },
    { ...figure, ...proportion(english.filter(Boolean).length, english.length), what: 'English recognised as English', truth: 'made with espeak-ng, five voices', note: 'fast synthetic speech may be refused.' },
  ];
};

const EFFECTS = { alarm: 'alarm-clock-elapsed.oga', bell: 'bell.oga', phone: 'phone-incoming-call.oga' } as const;

/** Each variant of one sound, and when it sounds. */
function variants(file: string, speech: Float32Array | undefined): Record<string, Float32Array> {
  const plain = samplesOf('-i', file);
  return {
    plain, quiet: between(plain.map((x) => 0.1 * x)),
    ...Object.fromEntries([0.7, 0.85, 1.2, 1.4].map((ratio) => [`pitch ${ratio}`, between(pitched(file, ratio))])),
    ...Object.fromEntries(COLOURS.flatMap((colour) => [20, 10, 5].map((snr) => [`${colour} ${snr} dB`, noisy(between(plain), colour, snr)]))),
    ...(speech ? Object.fromEntries([0, -10].map((gain) => [`under speech ${gain} dB`, mixed(speech, plain, 4500, gain)])) : {}),
  };
}

const effects: Part = async (context) => {
  const jfk = context.media('speech-jfk.wav');
  const speech = jfk ? samplesOf('-i', jfk) : undefined;
  const figures: Figure[] = [];
  const all: boolean[] = [];
  for (const [label, name] of Object.entries(EFFECTS)) {
    const file = context.media(name);
    if (!file) continue;
    const right: boolean[] = [];
    const missed: string[] = [];
    for (const [variant, sound] of Object.entries(variants(file, speech))) {
      const heard = (await context.analyse(written(path.join(context.work, `${label}-${variant.replaceAll(' ', '-')}.wav`), sound), ['sound_effects'])).of('sound_effects').map((item) => item.label);
      const ok = heard.length > 0 && heard.every((each) => each === label);
      right.push(ok);
      if (!ok) missed.push(`${variant}${heard.length > 0 ? ` (heard ${heard.join(', ')})` : ''}`);
    }
    all.push(...right);
    figures.push({
      analyzer: 'sound_effects', tier: 'lite', unit: 'share', ...proportion(right.filter(Boolean).length, right.length), what: `${label} told, and nothing else`,
      truth: `${name}: plain, quiet, four pitches, three noises at 20, 10 and 5 dB, under speech at 0 and −10 dB`, ...(missed.length > 0 ? { note: `missed: ${missed.join('; ')}.` } : {}),
    });
  }
  if (all.length > 0) figures.push({ analyzer: 'sound_effects', tier: 'lite', unit: 'share', ...proportion(all.filter(Boolean).length, all.length), what: 'alarm, bell and phone told apart', truth: 'all variants of the three together' });
  return [...figures, ...await falseEffects(context)];
};

async function falseEffects(context: EvalContext): Promise<Figure[]> {
  const files = ['speech-jfk.wav', 'two-speakers.wav', 'cars.mp4'].map((name) => context.media(name)).filter((file) => file !== undefined);
  const made = [...ENGLISH, ...Object.values(FOREIGN).flat()].map((text, i) => spoken(context.work, `talk-${i}`, text, ['-v', i < ENGLISH.length ? 'en-gb' : 'de'])).filter((file) => file !== undefined);
  let minutes = 0;
  let found = 0;
  for (const file of [...files, ...made]) {
    minutes += samplesOf('-i', file).length / 16_000 / 60;
    found += (await context.analyse(file, ['sound_effects'])).of('sound_effects').length;
  }
  if (minutes === 0) return [];
  // Nothing found in so many minutes: below 3 / minutes with 95 % (the rule of three); else the interval of a Poisson count.
  const interval: [number, number] = found === 0 ? [0, 3 / minutes] : [Math.max(0, found - 1.96 * Math.sqrt(found)) / minutes, (found + 1.96 * Math.sqrt(found) + 2) / minutes];
  return [{
    analyzer: 'sound_effects', tier: 'lite', unit: 'count', value: found / minutes, interval, sampleSize: files.length + made.length, what: 'false sound effects a minute',
    goal: { atMost: 0 }, truth: `${minutes.toFixed(1)} minutes of speech (two recordings, espeak-ng) and traffic, without any`, note: 'cars.mp4 carries a silent track; single notes of sparse music can still pass as a bell.',
  }];
}

const environment: Part = async (context) => {
  const items: boolean[] = [];
  const expectIn = async (file: string | undefined, label: string): Promise<void> => {
    if (file === undefined) return;
    const stretches = (await context.analyse(file, ['audio_environment'])).of('audio_environment').filter(({ label: each }) => each !== 'quiet' || label === 'quiet');
    const length = (of: typeof stretches): number => of.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    items.push(length(stretches.filter((each) => each.label === label)) > 0.8 * length(stretches));
  };
  for (const name of ['speech-jfk.wav', 'two-speakers.wav']) await expectIn(context.media(name), 'speech');
  await expectIn(context.media('cars.mp4'), 'quiet');
  for (const [i, text] of ENGLISH.entries()) await expectIn(spoken(context.work, `english-${i}-plain`, text, ['-v', 'en-us']), 'speech');
  const made = (name: string, label: string, graph: string): Promise<void> => expectIn(written(path.join(context.work, `${name}.wav`), samplesOf('-f', 'lavfi', '-i', graph)), label);
  for (const colour of ['pink', 'white']) await made(`noise-${colour}`, 'steady_noise', `anoisesrc=c=${colour}:a=0.2:d=8:r=16000:s=5`);
  await made('noise-brown', 'low_rumble', 'anoisesrc=c=brown:a=0.3:d=8:r=16000:s=5');
  await made('tone', 'tones', 'sine=f=700:d=8:r=16000');
  const notes = [0, 4, 7, 12, 9, 5, 2, 11].map((step, i) => `between(mod(t\\,4)\\,${i / 2}\\,${(i + 1) / 2})*(sin(2*PI*${(220 * 2 ** (step / 12)).toFixed(2)}*t)+0.5*sin(2*PI*${(330 * 2 ** (step / 12)).toFixed(2)}*t))`).join('+');
  await made('melody', 'music', `aevalsrc=exprs=0.2*(${notes}):s=16000:d=12`);
  return [{ analyzer: 'audio_environment', tier: 'lite', unit: 'share', ...proportion(items.filter(Boolean).length, items.length), what: 'right kind of sound for 80 % of its length', truth: 'recorded and made speech, made noises, a made melody, a silent track', note: 'no recorded music or traffic is among the shared media.' }];
};

/** Six sentences by one voice, one of them said otherwise. */
const liveliness: Part = async (context) => {
  const sentences = ['The train leaves at noon today.', 'We had bread and soup for lunch.', 'The garden is behind the house.', 'She put the letter on the table.', 'They will meet us at the station.', 'The book was lying on the shelf.'];
  const gap = new Float32Array(12_800);
  const told: boolean[] = [];
  const wrong: boolean[] = [];
  for (const who of ['en-us', 'en-gb', 'en-us+f3', 'en-gb+m3']) {
    for (const [label, how] of [['livelier', ['-p', '85', '-s', '210', '-a', '180']], ['calmer', ['-p', '20', '-s', '105', '-a', '35']]] as const) {
      const said = sentences.map((text, i) => spoken(context.work, `said-${who}-${label}-${i}`, text, ['-v', who, ...(i === 3 ? how : ['-p', '50', '-s', '150', '-a', '80'])]));
      if (said.includes(undefined)) return [];
      const parts = said.flatMap((file) => [samplesOf('-i', file ?? ''), gap]);
      const startsMs = parts.reduce<number[]>((sums, part) => [...sums, (sums.at(-1) ?? 0) + part.length / 16], [0]);
      const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
      parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
      const found = (await context.analyse(written(path.join(context.work, `said-${who}-${label}.wav`), whole), ['speech_emotion'])).of('speech_emotion');
      const inside = ({ startMs, endMs }: { startMs: number; endMs: number }): boolean => (startMs + endMs) / 2 > (startsMs[6] ?? 0) && (startMs + endMs) / 2 < (startsMs[7] ?? 0);
      told.push(found.some((item) => item.label === label && inside(item)));
      for (let i = 0; i < 5; i++) wrong.push(i < found.filter((item) => !inside(item)).length);
    }
  }
  const figure = { analyzer: 'speech_emotion', tier: 'lite', unit: 'share', truth: 'six sentences by espeak-ng, four voices, one sentence in other pitch, pace and level' } as const;
  return [
    { ...figure, ...proportion(told.filter(Boolean).length, told.length), what: 'livelier or calmer sentence found', note: 'made voices; says nothing about emotions of people.' },
    { ...figure, ...proportion(wrong.filter(Boolean).length, wrong.length), what: 'ordinary sentences called livelier or calmer' },
  ];
};

export const area: Area = {
  name: 'sound',
  async figures(context) {
    const figures: Figure[] = [];
    for (const part of [voice, transcription, language, effects, environment, liveliness]) figures.push(...await part(context));
    return figures;
  },
};
