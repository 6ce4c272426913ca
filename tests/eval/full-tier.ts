/**
 * The full tier with the small real weights of `AIMA_TEST_MODELS` as own entries: what its methods find on the shared
 * media. The weights are stand-ins for the registry's larger ones, so the figures are those of the path, not of the tier.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { modelsFolder } from '../../src/kernel/data-folder.ts';
import { findModel, importFolder, recordConsent } from '../../src/models/store/index.ts';
import { testModels } from '../support/media.ts';
import { asOwnEntry, testModelEntries } from '../support/test-models.ts';
import { withEvalContext, type Area, type EvalContext, type Figure } from './measure.ts';
import { samePersonFigures } from './same-person.ts';
import { proportion } from './statistics.ts';

const USED = ['test-yolox-nano', 'test-yunet', 'test-yamnet', 'test-tcmonodepth', 'test-osnet'].map((id) => findModel(id, testModelEntries));
const WEIGHTS = 'with small stand-in weights';

type Analyse = EvalContext['analyse'];

function variant(context: EvalContext, file: string, name: string, ...filter: string[]): string {
  const made = path.join(context.work, `full-${name}`);
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', file, ...filter, made]);
  return made;
}

const Passes = z.object({ passes: z.array(z.object({ startMs: z.number(), endMs: z.number() })), toleranceMs: z.number() });

/** Passes whose first and last sight of a person are in time. */
async function people(context: EvalContext, analyse: Analyse): Promise<Figure[]> {
  const [film, truthFile] = [context.media('people-walking.mp4'), context.media('people-walking.truth.json')];
  if (!film || !truthFile) return [];
  const { passes, toleranceMs } = Passes.parse(JSON.parse(await readFile(truthFile, 'utf8')));
  const encode = ['-an', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '22'];
  const films = [film, variant(context, film, 'mirrored.mp4', '-vf', 'hflip', ...encode), variant(context, film, 'dark.mp4', '-vf', 'eq=brightness=-0.15:contrast=0.8', ...encode)];
  let right = 0;
  for (const each of films) {
    const seen = (await analyse(each, ['object_detection'])).of('object_detection').filter(({ label }) => label === 'person').map(({ startMs }) => startMs);
    right += passes.filter(({ startMs, endMs }) => {
      const within = seen.filter((atMs) => atMs >= startMs - toleranceMs && atMs <= endMs + toleranceMs);
      return within.length > 0 && Math.abs(Math.min(...within) - startMs) <= toleranceMs && Math.abs(Math.max(...within) - endMs) <= toleranceMs;
    }).length;
  }
  return [...await samePersonFigures(context, analyse, film, passes), {
    analyzer: 'object_detection', tier: 'full', what: 'passes of a person found in time', unit: 'share', ...proportion(right, passes.length * films.length),
    truth: `six passes of people-walking.mp4, also mirrored and darkened (YOLOX-nano, ${WEIGHTS})`, note: 'one film, so one place and one camera; cars seen from above are mistaken for telephones.',
  }];
}

async function faces(context: EvalContext, analyse: Analyse): Promise<Figure[]> {
  const names = ['a-1', 'a-2', 'a-3', ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `b-${n}`), ...[1, 2, 4, 5, 6, 7, 8].map((n) => `single-${n}`)];
  const files = names.flatMap((name) => context.media(`faces/${name}.jpg`) ?? []);
  let right = 0;
  for (const file of files) if ((await analyse(file, ['face_detection'])).of('face_detection').length === 1) right++;
  const group = context.media('faces/group-1.jpg');
  const found = group ? (await analyse(group, ['face_detection'])).of('face_detection').length : 0;
  return [{
    analyzer: 'face_detection', tier: 'full', what: 'portraits with exactly their one face', unit: 'share', ...proportion(right, files.length),
    truth: `${files.length} portraits of one person each (YuNet, ${WEIGHTS})`, ...(group ? { note: `of about 20 people in group-1.jpg it finds ${found}.` } : {}),
  }];
}

const SOUNDS = [['alarm-clock-elapsed.oga', 'alarm'], ['phone-incoming-call.oga', 'phone'], ['bell.oga', 'bell']] as const;

async function sounds(context: EvalContext, analyse: Analyse): Promise<Figure[]> {
  const results: { name: string; right: boolean }[] = [];
  for (const [name, label] of SOUNDS) {
    const file = context.media(name);
    if (!file) continue;
    const pitched = (rate: number): string[] => ['-af', `aresample=48000,asetrate=${48_000 * rate},aresample=48000`];
    const noisy = ['-filter_complex', '[0:a]aresample=48000[a];anoisesrc=color=pink:amplitude=0.02:sample_rate=48000:seed=3[n];[a][n]amix=duration=first:normalize=0'];
    const variants = [file, variant(context, file, `${label}-higher.wav`, ...pitched(1.12)), variant(context, file, `${label}-lower.wav`, ...pitched(0.9)), variant(context, file, `${label}-noisy.wav`, ...noisy)];
    for (const each of variants) {
      const [surest] = (await analyse(each, ['sound_effects'])).of('sound_effects').toSorted((a, b) => b.confidence - a.confidence);
      results.push({ name: label, right: surest?.label === label });
    }
  }
  const wrong = [...new Set(results.filter(({ right }) => !right).map(({ name }) => name))];
  return [{
    analyzer: 'sound_effects', tier: 'full', what: 'surest sound is the right one', unit: 'share', ...proportion(results.filter(({ right }) => right).length, results.length),
    truth: `alarm, telephone and bell, each also higher, lower and in noise (YAMNet, ${WEIGHTS})`, ...(wrong.length > 0 ? { note: `wrong at least once: ${wrong.join(', ')}.` } : {}),
  }];
}

async function depth(context: EvalContext, analyse: Analyse): Promise<Figure[]> {
  const files = ['people-walking.mp4', 'short-30s.mp4', 'faces/single-1.jpg', 'faces/single-2.jpg', 'faces/group-1.jpg', 'faces/group-2.jpg'].flatMap((name) => context.media(name) ?? []);
  const verdicts: boolean[] = [];
  for (const file of files) {
    for (const { attributes } of (await analyse(file, ['depth_estimation'])).of('depth_estimation')) {
      const [upper = 1, , lower = 0] = z.array(z.number()).parse(attributes?.['nearnessDown']);
      verdicts.push(lower > upper);
    }
  }
  return [{
    analyzer: 'depth_estimation', tier: 'full', what: 'lower third nearer than the upper', unit: 'share', ...proportion(verdicts.filter(Boolean).length, verdicts.length),
    truth: `stretches of two films and four photos taken upright, where floor and people are nearer than walls and sky (TCMonoDepth, ${WEIGHTS})`,
    note: 'there is no measured depth here: this says that near and far are not swapped, no more.',
  }];
}

export const area: Area = {
  name: 'full-tier',
  async figures(context) {
    const weights = testModels('');
    if (!existsSync(weights)) {
      context.say('The small weights are not there (AIMA_TEST_MODELS): the full tier is left out.');
      return [];
    }
    const data = path.join(context.work, 'full-tier');
    const store = modelsFolder(data);
    for (const entry of USED) await recordConsent(entry, store);
    await importFolder(weights, USED, store);
    const ownModels = z.array(z.json()).parse(JSON.parse(JSON.stringify(USED.map(asOwnEntry))));
    return withEvalContext({ data, work: context.work, settings: { ownModels } }, context.say, async (own) => {
      const analyse: Analyse = (file, analyzers) => own.analyse(file, analyzers, { tier: 'full' });
      const figures: Figure[] = [];
      for (const measure of [people, faces, sounds, depth]) figures.push(...await measure(context, analyse));
      return figures;
    });
  },
};
