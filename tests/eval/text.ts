/** Text in pictures: characters and words that are read, on posters, signs, made pages with umlauts, and on films. */
import path from 'node:path';
import { editDistance } from '../../src/kernel/edit-distance.ts';
import { ffmpeg } from '../support/made-media.ts';
import type { Area, EvalContext, Figure } from './measure.ts';
import { bootstrap, proportion } from './statistics.ts';

const POSTER = [
  'Reduce your risk of coronavirus infection:', 'Clean hands with soap and water or alcohol-based hand rub',
  'Cover nose and mouth when coughing and sneezing with tissue or flexed elbow', 'Avoid close contact with anyone with cold or flu-like symptoms',
  'Thoroughly cook meat and eggs', 'No unprotected contact with live wild or farm animals', 'World Health Organization',
];
const SIGNS = ['BASRURKAR MARKET', 'SPEED LIMIT', '50', '40'];
const GERMAN = ['Schöne Grüße aus München', 'Äpfel und Öl für 3 Euro', 'Straße gesperrt, bitte Umleitung benutzen', 'Übermorgen hören wir Musik'];

const CAPTIONS = 'every morning we drink fresh coffee before walking along the quiet river near our little house with green windows'.split(' ');
const CAPTION_SECONDS = 0.5;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}-]+/gu) ?? [];
const lettersOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Whether each true word was read, each as often as it is there. */
function wordsRead(truth: readonly string[], read: string): boolean[] {
  const left = wordsOf(read);
  return truth.flatMap(wordsOf).map((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

interface LineErrors {
  errors: number;
  letters: number;
}

/** Letters wrong in each true line, against the stretch of what was read that fits it best: order of lines does not count. */
function lineErrors(truth: readonly string[], lines: readonly string[]): LineErrors[] {
  const read = lines.map(lettersOf);
  return truth.map(lettersOf).map((line) => {
    const stretches = read.flatMap((_, from) => [1, 2, 3].map((count) => read.slice(from, from + count).join('')));
    return { errors: Math.min(line.length, ...stretches.map((stretch) => editDistance(line, stretch))), letters: line.length };
  });
}

const rate = (items: readonly LineErrors[]): number => items.reduce((sum, { errors }) => sum + errors, 0) / Math.max(1, items.reduce((sum, { letters }) => sum + letters, 0));

/** The picture as it is, smaller, darker, and with noise. */
async function variants({ work }: EvalContext, file: string): Promise<string[]> {
  const filters = { small: 'scale=iw*0.7:-1', dark: 'eq=brightness=-0.2:contrast=0.8', noisy: 'noise=alls=12:allf=t' };
  return [file, ...await Promise.all(Object.entries(filters).map(async ([name, filter]) => {
    const made = path.join(work, `${path.parse(file).name}-${name}.png`);
    await ffmpeg('-i', file, '-vf', filter, '-frames:v', '1', made);
    return made;
  }))];
}

/** White on blue, one line below the other, by ffmpeg's drawtext. */
async function germanPage({ work }: EvalContext): Promise<string> {
  const file = path.join(work, 'german.png');
  const texts = GERMAN.map((line, i) => `drawtext=text='${line.replace(/[,:']/g, '\\$&')}':fontcolor=white:fontsize=44:x=60:y=${60 + i * 90}`);
  await ffmpeg('-f', 'lavfi', '-i', 'color=c=navy:size=1100x460', '-vf', texts.join(','), '-frames:v', '1', file);
  return file;
}

/** A film with one word at a time at the lower edge, as short videos have them. */
async function captioned({ work }: EvalContext, film: string): Promise<string> {
  const file = path.join(work, `${path.parse(film).name}-captions.mp4`);
  const texts = CAPTIONS.map((word, i) => `drawtext=text='${word}':fontcolor=white:borderw=2:fontsize=h/16:x=(w-tw)/2:y=h*0.8:enable='between(t,${1 + i * CAPTION_SECONDS},${1 + (i + 1) * CAPTION_SECONDS - 0.01})'`);
  await ffmpeg('-ss', '5', '-t', '11', '-i', film, '-vf', texts.join(','), '-an', '-c:v', 'libx264', '-preset', 'ultrafast', file);
  return file;
}

async function captionFigure(context: EvalContext): Promise<Figure[]> {
  const films = ['people-walking.mp4', 'cars.mp4'].map((name) => context.media(name)).filter((file) => file !== undefined);
  const words: boolean[] = [];
  for (const film of films) {
    const found = (await context.analyse(await captioned(context, film), ['text_overlay'])).of('text_overlay');
    words.push(...wordsRead(CAPTIONS, found.map(({ text }) => text ?? '').join(' ')));
  }
  return [{
    analyzer: 'text_overlay', tier: 'lite', unit: 'share', what: 'word recall, captions of half a second', ...proportion(words.filter(Boolean).length, words.length),
    truth: 'two films with nineteen words drawn on them, one after the other', note: 'where the whole picture moves, text that is shown for less than three quarters of a second may be missed.',
  }];
}

async function readOf(context: EvalContext, files: readonly string[], truth: readonly string[]): Promise<{ words: boolean[]; lines: LineErrors[] }> {
  const [words, lines]: [boolean[], LineErrors[]] = [[], []];
  for (const file of files) {
    const found = (await context.analyse(file, ['text_overlay'])).of('text_overlay');
    words.push(...wordsRead(truth, found.map(({ text }) => text ?? '').join(' ')));
    // Lines are an array of texts by the analyzer's schema.
    lines.push(...lineErrors(truth, found.flatMap(({ attributes }) => (attributes?.['lines'] as { text: string }[]).map(({ text }) => text))));
  }
  return { words, lines };
}

async function pictureFigures(context: EvalContext, what: string, files: readonly string[], truthLines: readonly string[], rest: Pick<Figure, 'truth'> & Partial<Figure>, goal?: Figure['goal']): Promise<Figure[]> {
  const { words, lines } = await readOf(context, files, truthLines);
  const common = { analyzer: 'text_overlay', tier: 'lite', unit: 'share', ...rest } as const;
  return [
    { ...common, what: `word recall, ${what}`, ...proportion(words.filter(Boolean).length, words.length), ...(goal ? { goal } : {}) },
    { ...common, what: `character error rate, ${what}`, ...bootstrap(lines, rate), note: 'sample size in lines' },
  ];
}

export const area: Area = {
  name: 'text',
  async figures(context) {
    const [poster, signs] = [context.media('ocr-english.png'), context.media('ocr-sign.png')];
    return [
      ...(poster ? await pictureFigures(context, 'poster', await variants(context, poster), POSTER, { truth: 'ocr-english.png as it is, at 70 %, darkened, with noise' }, { atLeast: 0.9 }) : []),
      ...(signs ? await pictureFigures(context, 'street signs', [signs], SIGNS, { truth: 'ocr-sign.png: small signs in a photo' }) : []),
      ...await captionFigure(context),
      ...await pictureFigures(context, 'German', [await germanPage(context)], GERMAN, { truth: 'a made page of four German lines', note: 'the recogniser\'s table has no ö, Ä, Ö, ß and no €; such blocks carry `uncertainCharacters`.' }),
    ];
  },
};
