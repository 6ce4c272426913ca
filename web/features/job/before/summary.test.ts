/** The sentence before the start, in both languages. */
import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { summaryOf, unknownWords, type Summed } from './summary.ts';

beforeAll(() => i18next.init({ lng: 'en', fallbackLng: false, resources: {}, interpolation: { escapeValue: false, prefix: '{', suffix: '}' } }));

const estimate = { unknown: [], media: [{ mediaId: 'a', seconds: { low: 1, likely: 1, high: 1 }, analyzers: Array.from({ length: 31 }, (_, i) => ({ analyzer: `a${i}`, basis: 'here' as const })) }] };
const film = { kind: 'video', durationMs: 720_000 };
const machine = { gpu: 'RTX 4090', gpuCount: 1, gpuMemoryGb: 24, secure: true, interruptible: false };
const rented = { provider: 'runpod', usd: { low: 0.06, likely: 0.07, high: 0.09 }, seconds: { low: 200, likely: 240, high: 300 }, machine };
const here = { provider: 'local', usd: { low: 0, likely: 0, high: 0 }, seconds: { low: 60, likely: 150, high: 400 } };

const said = async (summed: Partial<Summed>): Promise<[en: string, de: string]> => {
  const whole: Summed = { media: [film], estimate, offer: rented, limitUsd: 0.5, ...summed };
  await i18next.changeLanguage('en');
  const en = summaryOf(whole);
  await i18next.changeLanguage('de');
  // Amounts and units are bound by spaces that do not break.
  return [en, summaryOf(whole)].map((text) => text.replaceAll(/[\u00a0\u202f]/g, ' ')) as [string, string];
};

describe('the sentence', () => {
  test('says what, how long, where, for how much and at most how much', async () => {
    expect(await said({})).toEqual([
      '12 mins of film, 31 analyzers, about 4 mins on one RTX 4090, $0.06 to $0.09, at most $0.50.',
      '12 Min. Film, 31 Analysatoren, etwa 4 Min. auf einer RTX 4090, 0,06 $ bis 0,09 $, höchstens 0,50 $.',
    ]);
  });

  test('this machine is free and has no limit', async () => {
    expect(await said({ offer: here, media: [film, { kind: 'image', durationMs: 0 }, { kind: 'audio', durationMs: 11_000 }] })).toEqual([
      '12 mins of film, 1 photo, 11 secs of sound, 31 analyzers, about 2 mins 30 secs on this machine, free of charge.',
      '12 Min. Film, 1 Foto, 11 Sek. Ton, 31 Analysatoren, etwa 2 Min. 30 Sek. auf dieser Maschine, kostenlos.',
    ]);
  });

  test('several machines, several GPUs, one price, media that nobody has read yet', async () => {
    const offer = { ...rented, usd: { low: 1, likely: 1, high: 1 }, machine: { ...machine, gpuCount: 2 }, machines: { machines: 3, seconds: 1, usd: 1, load: 1, because: 'media' } };
    expect(await said({ offer, limitUsd: undefined, media: [{ durationMs: 0 }] })).toEqual([
      '1 medium that is still being read, 31 analyzers, about 4 mins on 3 machines with 2 × RTX 4090, $1.00.',
      '1 Medium, das noch gelesen wird, 31 Analysatoren, etwa 4 Min. auf 3 Maschinen mit 2 × RTX 4090, 1,00 $.',
    ]);
  });

  test('without an offer it promises nothing', async () => {
    expect(await said({ offer: undefined })).toEqual(['12 mins of film, 31 analyzers.', '12 Min. Film, 31 Analysatoren.']);
  });

  test('what was never measured comes on top', async () => {
    await i18next.changeLanguage('de');
    expect([unknownWords({ unknown: [] }), unknownWords({ unknown: ['a'] }), unknownWords({ unknown: ['a', 'b'] })]).toEqual([
      undefined, '1 Analysator wurde hier noch nie gemessen und kommt hinzu.', '2 Analysatoren wurden hier noch nie gemessen und kommen hinzu.',
    ]);
  });
});
