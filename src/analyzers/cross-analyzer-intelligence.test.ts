import { weightedConfidences, type Observation } from '@aima/contract';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { crossAnalyzerIntelligence } from './cross-analyzer-intelligence.ts';
import { CrossFinding } from './lib/cross/cross-finding.ts';
import { dice } from './lib/drawn-frames.cases.ts';

let made = 0;
const seen = (analyzer: string, startMs: number, part: Partial<Observation> = {}): Observation => ({ id: `o-${analyzer}-${made++}`, runId: 'r', mediaId: 'm', analyzer, startMs, endMs: startMs, confidence: 0.6, sentence: '', source: 'model', ...part });
const looks = (count: number, of: (atMs: number) => Observation): Observation[] => Array.from({ length: count }, (_, i) => of(i * 500));

async function cross(observations: readonly Observation[], options: { kind?: 'video' | 'image'; durationMs?: number; language?: 'en' | 'de'; foundNothing?: string[] } = {}) {
  const upstream: Record<string, Observation[]> = Object.fromEntries((options.foundNothing ?? []).map((name) => [name, []]));
  for (const item of observations) (upstream[item.analyzer] ??= []).push(item);
  const { kind = 'video', durationMs = 20_000, language = 'en' } = options;
  const { findings, notRun } = await runAnalyzer(crossAnalyzerIntelligence, { medium: { kind, durationMs }, upstream, language });
  return { notRun, sentences: findings.map(({ sentence }) => sentence), found: findings.map(({ known, attributes }) => CrossFinding.parse({ ...known, ...attributes })) };
}
const brief = ({ label, relation, variant }: CrossFinding): string => [label, relation, variant].filter(Boolean).join(' ');

const head = { x: 0.4, y: 0.1, w: 0.1, h: 0.1 };
const face = (startMs: number, box = head): Observation => seen('face_detection', startMs, { label: 'face', trackId: 'face-1', box });
const person = (startMs: number): Observation => seen('object_detection', startMs, { label: 'person', trackId: 'object-1', box: { x: 0.3, y: 0.08, w: 0.3, h: 0.7 } });
const chair = (startMs: number): Observation => seen('object_detection', startMs, { label: 'chair', trackId: 'object-9', box: { x: 0.8, y: 0.8, w: 0.1, h: 0.1 } });

test('a face on a body raises both, and names both', async () => {
  const { found } = await cross([...looks(4, (atMs) => face(atMs)), ...looks(4, person)]);
  const [finding] = found.filter(({ label }) => label === 'face_with_person');
  expect(finding).toMatchObject({ relation: 'agreement', fit: 1, analyzers: ['face_detection', 'object_detection'], startMs: 0, endMs: 1500 });
  expect(finding?.changes).toHaveLength(8);
  for (const { before, after } of finding?.changes ?? []) expect(after).toBeGreaterThan(before);
});

test('a face without a body where one would show is doubted; not where it would not, or where nobody looked for bodies', async () => {
  const contradicted = async (faces: readonly Observation[], others: readonly Observation[]) => (await cross([...faces, ...others])).found.map(brief);
  const faces = looks(4, (atMs) => face(atMs));
  expect(await contradicted(faces, looks(4, chair))).toEqual(['face_with_person contradiction']);
  expect(await contradicted(looks(4, (atMs) => face(atMs, { x: 0.2, y: 0.2, w: 0.5, h: 0.6 })), looks(4, chair))).toEqual([]);
  expect(await contradicted(faces, [seen('cut_analysis', 900, { label: 'cut' })])).toEqual([]);
  // Somebody else stands before the place of the body.
  expect(await contradicted(faces, looks(4, (atMs) => seen('face_detection', atMs, { trackId: 'face-2', box: { x: 0.4, y: 0.22, w: 0.3, h: 0.4 } })).concat(looks(4, chair)))).toEqual([]);
});

test('a person whom neither pose nor face confirms in many looks is doubted', async () => {
  const posed = seen('body_pose', 9000, { trackId: 'object-5', label: 'standing' });
  expect((await cross([...looks(6, person), posed])).found.map(brief)).toEqual(['person_with_body contradiction']);
  expect((await cross([...looks(6, person), ...looks(3, (atMs) => seen('body_pose', atMs, { trackId: 'object-1' }))])).found.map(brief)).toEqual(['person_with_body agreement']);
});

test('words that are read and heard at once agree, with the share of words; other words do not', async () => {
  const written = (text: string) => seen('text_overlay', 1000, { endMs: 3000, text });
  const spoken = seen('speech_transcription', 1500, { endMs: 4000, text: 'Today we bake a chocolate cake with my mother.' });
  const { found, sentences } = await cross([written('WE BAKE A CHOCOIATE CAKE'), spoken]);
  expect(found).toMatchObject([{ label: 'text_spoken', relation: 'agreement', fit: 1, basedOn: [expect.stringContaining('text_overlay'), spoken.id] }]);
  expect(sentences).toEqual(['The words on screen are also spoken (100 %): “WE BAKE A CHOCOIATE CAKE” (likely).']);
  expect((await cross([written('NEW SHOES FOR A SUMMER'), spoken])).found).toEqual([]);
  expect((await cross([written('we bake a chocolate cake'), { ...spoken, startMs: 9000, endMs: 12_000 }])).found).toEqual([]);
});

test('speech with a moving mouth, with closed mouths, without a face', async () => {
  const speech = seen('voice_activity', 0, { endMs: 4000, label: 'speech', confidence: 0.9 });
  const mouths = (...states: string[]) => states.flatMap((mouth, i) => [seen('facial_details', i * 500, { trackId: 'face-1', attributes: { mouth } }), face(i * 500)]);
  const camera = async (others: readonly Observation[]) => (await cross([speech, ...others, face(15_000)])).found.filter(({ label }) => label === 'speech_on_camera').map(brief);
  expect(await camera(mouths('open', 'closed', 'uncertain', 'open', 'closed', 'closed', 'open', 'closed'))).toEqual(['speech_on_camera agreement mouth_moves']);
  expect(await camera(mouths('closed', 'closed', 'closed', 'uncertain', 'closed', 'closed', 'closed', 'closed'))).toEqual(['speech_on_camera complement mouth_closed']);
  expect(await camera([])).toEqual(['speech_on_camera complement no_face']);
  const sync = (label: string) => seen('audio_visual_sync', 500, { endMs: 3500, label, confidence: 0.8 });
  expect(await camera([...mouths('closed', 'open'), sync('audio_late')])).toEqual(['speech_on_camera agreement voice_fits_mouth']);
  expect(await camera([sync('not_determinable')])).toEqual(['speech_on_camera complement no_face']);
});

test('a telephone that rings and is seen; a dog that is named and seen', async () => {
  const phone = seen('object_detection', 4000, { label: 'cell phone', trackId: 't1' });
  expect((await cross([seen('sound_effects', 3000, { endMs: 6000, label: 'phone' }), phone])).found.map(brief)).toEqual(['sound_with_thing agreement']);
  expect((await cross([seen('sound_effects', 3000, { endMs: 6000, label: 'bell' }), phone])).found).toEqual([]);
  const { sentences } = await cross([...looks(3, (atMs) => seen('object_detection', atMs, { label: 'dog', trackId: 't2' })), seen('speech_transcription', 800, { endMs: 2500, text: 'Schau, die Hunde spielen!' })], { language: 'de' });
  expect(sentences).toEqual(['Was zu sehen ist, wird auch mit Worten genannt: Hund (wahrscheinlich).']);
});

test('languages of text and speech', async () => {
  const spoken = seen('language_identification', 0, { endMs: 9000, label: 'language', attributes: { language: 'en' } });
  const written = (text: string) => seen('text_overlay', 500, { endMs: 6000, text });
  expect((await cross([spoken, written('the best of this is that you are here')])).found.map(brief)).toEqual(['language_of_text agreement']);
  expect((await cross([spoken, written('wie ich mit dem Rad und nicht mit der Bahn fahre')])).found.map(brief)).toEqual(['language_of_text complement']);
  expect((await cross([spoken, written('NEW SALE 50 PERCENT')])).found).toEqual([]);
});

test('a cut with another look on either side, and one within one look', async () => {
  const look = (startMs: number, endMs: number) => seen('image_embedding', startMs, { endMs, label: 'look', confidence: 0.9 });
  const cut = seen('cut_analysis', 5000, { label: 'cut', confidence: 0.7 });
  expect((await cross([cut, look(0, 4500), look(5000, 9000)])).found.map(brief)).toEqual(['cut_with_look agreement']);
  const { found } = await cross([cut, look(0, 9000)]);
  expect(found).toMatchObject([{ relation: 'contradiction', changes: [{ observationId: cut.id, before: 0.7, why: 'cut_with_look' }] }]);
  expect(found[0]?.changes[0]?.after).toBeLessThan(0.7);
});

test('ages of one person that do not meet lower each other, and weighted confidences tell it', async () => {
  const of = (trackId: string, startMs: number) => seen('face_detection', startMs, { trackId, box: { x: 0, y: 0, w: 1, h: 1 }, attributes: { samePerson: 'person-1' } });
  const age = (trackId: string, startMs: number, fromYears: number) => seen('age_estimation', startMs, { endMs: startMs + 500, trackId, label: 'apparent_age', attributes: { fromYears, toYears: fromYears + 10, disagreementYears: 2 } });
  const ages = [age('face-1', 0, 20), age('face-2', 3000, 50)];
  const { found } = await cross([of('face-1', 0), of('face-2', 3000), ...ages]);
  expect(found.map(brief)).toEqual(['ages_of_person contradiction between_tracks']);
  const document = found.map((finding): Observation => seen('cross_analyzer_intelligence', 0, { attributes: { changes: finding.changes } }));
  const weighted = weightedConfidences([...ages, ...document]);
  expect(ages.map(({ id }) => weighted.get(id)).every((after) => after !== undefined && after < 0.6)).toBe(true);
  expect(ages.map(({ confidence }) => confidence)).toEqual([0.6, 0.6]);
});

test('loudness that follows the camera is a correlation; noise is none', async () => {
  const random = dice(5);
  const strength = Array.from({ length: 120 }, () => random() ** 2);
  const film = (loud: (s: number) => number) => strength.flatMap((value, s) => [
    seen('camera_analysis', s * 1000, { endMs: (s + 1) * 1000, label: 'pan_left', attributes: { strength: value } }),
    seen('audio_analysis', s * 1000, { endMs: (s + 1) * 1000, label: 'loudness', attributes: { momentaryMeanLufs: loud(s) } }),
  ]);
  const { found, sentences } = await cross(film((s) => -40 + 20 * (strength[s - 1] ?? 0)), { durationMs: 120_000 });
  expect(found).toMatchObject([{ label: 'correlation', series: ['motion', 'loudness'], offsetMs: 1000, changes: [] }]);
  expect(found[0]?.r).toBeGreaterThan(0.95);
  expect(found[0]?.basedOn).toHaveLength(40);
  expect(sentences[0]).toMatch(/^Camera motion and loudness rise and fall together, the second 1 s later \(rank correlation \d\.\d\d, 95 % between/);
  expect((await cross(film(() => -40 + 20 * random()), { durationMs: 120_000 })).found).toEqual([]);
});

test('alone there is nothing to compare', async () => {
  expect((await cross([face(0)])).notRun?.notRun).toBe('nothing_to_compare');
});

test('a long film is told in a bounded number of findings, with the number of the rest', async () => {
  const minutes = Array.from({ length: 240 }, (_, i) => i * 30_000);
  const { found } = await cross(minutes.flatMap((atMs) => looks(3, (ms) => face(atMs + ms)).concat(looks(3, (ms) => person(atMs + ms)))), { durationMs: 7_200_000 });
  expect(found.filter(({ label }) => label === 'face_with_person')).toHaveLength(50);
  expect(found.map(({ moreFindings }) => moreFindings).filter(Boolean)).toEqual([190]);
  for (const { basedOn, changes } of found) expect(Math.max(basedOn.length, changes.length)).toBeLessThanOrEqual(100);
});

test('a voice in a film without any face is one from outside the picture, where somebody looked for faces', async () => {
  const voice = [seen('voice_activity', 0, { endMs: 5000, label: 'speech', confidence: 0.9 }), ...looks(10, chair)];
  const off = async (foundNothing: string[]) => (await cross(voice, { foundNothing })).found.map(brief).filter((line) => line.includes('no_face'));
  expect(await off(['face_detection'])).toHaveLength(1);
  expect(await off([])).toEqual([]);
});
