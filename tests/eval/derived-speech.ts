/** What follows from speech and text: calls to action found and made up, speech rate against words counted over true times. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ffmpeg } from '../support/made-media.ts';
import type { Area, EvalContext, Figure } from './measure.ts';
import { spoken } from './sound-material.ts';
import { meanOf, proportion } from './statistics.ts';

const CALLS = [
  'Follow for daily recipes', 'Share with your friends', 'Subscribe to our channel', 'Comment below', 'Save this for later', 'Swipe up', 'Shop now', 'Use promo code SUMMER', 'Download the app', 'Visit our website', 'Turn on notifications', 'Tag a friend',
  'Folge mir für mehr', 'Kanal abonnieren', 'Schreib es in die Kommentare', 'Jetzt bestellen', 'Link in meiner Bio', 'Für später speichern', 'Mit dem Code SOMMER sparen', 'Markiere deine Freunde', 'Jetzt herunterladen', 'Was denkt ihr darüber?', 'Glocke aktivieren', 'Besuche unsere Seite',
];
const NO_CALLS = [
  'Five things I like', 'We share a garden', 'The following day', 'My favourite comment', 'Day 3 of 30', 'Before and after', 'Bridge over the river', 'Save the bees', 'Turn left at the church', 'The code of the road', 'Summer in the city', 'Part of the team',
  'Was ich gerne koche', 'Wir teilen uns ein Auto', 'Am folgenden Tag', 'Ein Kommentar zur Lage', 'Tag 3 von 30', 'Vorher und nachher', 'Die Glocke im Turm', 'Besuch bei Oma', 'Ein Link zwischen Welten', 'Kaufen oder mieten', 'Der Code der Straße', 'Mehr vom Leben',
];
const SPOKEN = [
  ['Thank you for watching. Please share this video with your friends.', 'share'], ['That is all for today. Leave a comment and subscribe to my channel.', 'subscribe'], ['If you want to learn more, visit our website.', 'visit'], ['Do not forget to hit the like button.', 'like'],
  ['The people of this town follow the river to the sea every summer.', undefined], ['We share a house with three cats and they like the kitchen best.', undefined], ['My brother left his comment in the guest book of the hotel.', undefined], ['The link between the two cities is a very old bridge.', undefined],
] as const;

const PAGE_SECONDS = 2;

/** One text after the other, white on blue, with a silent track: without sound there is no transcription to wait for. */
async function pages({ work }: EvalContext, name: string, texts: readonly string[]): Promise<string> {
  const file = path.join(work, `${name}.mp4`);
  const drawn = texts.map((text, i) => `drawtext=text='${text.replace(/[,:'?]/g, '\\$&')}':fontcolor=white:fontsize=40:x=(w-tw)/2:y=h/3:enable='between(t,${i * PAGE_SECONDS + 0.25},${(i + 1) * PAGE_SECONDS - 0.25})'`);
  const seconds = String(texts.length * PAGE_SECONDS);
  await ffmpeg('-f', 'lavfi', '-t', seconds, '-i', 'color=c=navy:size=720x480:rate=10', '-f', 'lavfi', '-t', seconds, '-i', 'anullsrc=r=16000:cl=mono', '-vf', drawn.join(','), '-c:v', 'libx264', '-preset', 'ultrafast', file);
  return file;
}

const CTA = 'comment_cta_detection';

/** For each page, whether a call was told while it was shown. */
async function told(context: EvalContext, name: string, texts: readonly string[]): Promise<{ hits: boolean[]; which: string[] }> {
  const calls = (await context.analyse(await pages(context, name, texts), [CTA])).of(CTA);
  const hits = texts.map((_, i) => calls.some(({ startMs, endMs }) => (startMs + endMs) / 2000 >= i * PAGE_SECONDS && (startMs + endMs) / 2000 < (i + 1) * PAGE_SECONDS));
  return { hits, which: texts.map((text, i) => ({ text, hit: hits[i] === true })).filter(({ hit }) => hit === (name === 'no-calls')).map(({ text }) => text) };
}

async function callFigures(context: EvalContext): Promise<Figure[]> {
  const figure = { analyzer: CTA, tier: 'lite', unit: 'share' } as const;
  const share = (hits: readonly boolean[]) => proportion(hits.filter(Boolean).length, hits.length);
  const [found, wrong] = [await told(context, 'calls', CALLS), await told(context, 'no-calls', NO_CALLS)];
  const said: boolean[] = [];
  for (const [i, [text, kind]] of SPOKEN.entries()) {
    const sound = spoken(context.work, `call-${i}`, text, ['-v', 'en-us']);
    if (sound === undefined) break;
    const film = path.join(context.work, `call-${i}.mp4`);
    await ffmpeg('-f', 'lavfi', '-i', 'color=c=black:size=320x240:rate=5', '-i', sound, '-shortest', '-c:v', 'libx264', '-preset', 'ultrafast', film);
    const labels = (await context.analyse(film, [CTA])).of(CTA).map(({ label }) => label);
    said.push(kind === undefined ? labels.length === 0 : labels.includes(kind));
  }
  return [
    { ...figure, ...share(found.hits), what: 'calls on screen found', truth: 'a made film of 12 English and 12 German calls', note: `written by the author of the table, so it flatters${found.which.length > 0 ? `; missed: ${found.which.join('; ')}` : ''}.` },
    { ...figure, ...share(wrong.hits), what: 'texts taken for a call that are none', truth: 'a made film of 24 texts with like words', ...(wrong.which.length > 0 ? { note: `wrong: ${wrong.which.join('; ')}.` } : {}) },
    ...(said.length > 0 ? [{ ...figure, ...share(said), what: 'sentences rightly told to call or not', truth: 'eight English sentences by espeak-ng, four of them calls' }] : []),
  ];
}

const Truth = z.object({ speech: z.array(z.object({ startMs: z.number(), endMs: z.number(), text: z.string() })) });

async function rateFigures(context: EvalContext): Promise<Figure[]> {
  const errors: number[] = [];
  const film = context.media('short-30s.mp4');
  if (film) {
    const { speech } = Truth.parse(JSON.parse(await readFile(film.replace('.mp4', '.truth.json'), 'utf8')));
    const rates = (await context.analyse(film, ['speech_rate'])).of('speech_rate').filter(({ attributes }) => attributes?.['scope'] === 'passage');
    for (const { startMs, endMs, text } of speech) {
      const truth = text.split(' ').length * 60_000 / (endMs - startMs);
      const rate = rates.find((each) => each.startMs < endMs && each.endMs > startMs);
      errors.push(rate ? Math.abs(Number(rate.attributes?.['wordsPerMinute']) / truth - 1) : 1);
    }
  }
  return errors.length === 0 ? [] : [{
    analyzer: 'speech_rate', tier: 'lite', unit: 'share', ...meanOf(errors), what: 'mean error of words a minute', truth: 'words of short-30s.truth.json over its intervals; a passage is one item', goal: { atMost: 0.1 },
  }];
}

export const area: Area = {
  name: 'derived-speech',
  figures: async (context) => [...await rateFigures(context), ...await callFigures(context)],
};
