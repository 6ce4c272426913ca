/** Plain sentences for what analyzers say together. */
import type { Language } from '@aima/contract';
import { certaintyWords } from '@aima/sdk';
import { germanCocoNames } from '../detection/coco-german.ts';
import type { CrossFinding } from './cross-finding.ts';
import type { SeriesName } from './second-series.ts';

type Words = Readonly<Record<Language, string>>;
type Key = `${CrossFinding['label']}.${string}`;

/** By rule and variant (or, where it has none, the kind of relation). `{subject}` and `{fit}` are filled in. */
const WORDS: Readonly<Partial<Record<Key, Words>>> = {
  'face_with_person.agreement': { en: 'A face and a body in the same place support each other', de: 'Ein Gesicht und ein Körper an derselben Stelle stützen einander' },
  'face_with_person.contradiction': { en: 'A face without a body, although the picture shows where one would be: a picture of a face, or a mistake', de: 'Ein Gesicht ohne Körper, obwohl das Bild die Stelle dafür zeigt: ein abgebildetes Gesicht oder ein Irrtum' },
  'person_with_body.agreement': { en: 'A person found as an object also shows the points of a body', de: 'Eine als Objekt gefundene Person zeigt auch die Punkte eines Körpers' },
  'person_with_body.contradiction': { en: 'A person found as an object, but neither body points nor a face in several looks', de: 'Als Objekt eine Person, aber bei mehreren Blicken weder Körperpunkte noch ein Gesicht' },
  'ages_of_person.agreement': { en: 'The apparent ages of what seems to be one person agree', de: 'Die scheinbaren Alter derselben Person, wie es aussieht, stimmen überein' },
  'ages_of_person.between_tracks': { en: 'The apparent ages of what seems to be one person do not meet', de: 'Die scheinbaren Alter derselben Person, wie es aussieht, passen nicht zueinander' },
  'ages_of_person.within_track': { en: 'Two methods differ widely about the apparent age of one face', de: 'Zwei Verfahren schätzen das scheinbare Alter eines Gesichts sehr verschieden' },
  'tone_with_expression.agreement': { en: 'Tone of voice and expression go together (both uncertain)', de: 'Tonfall und Gesichtsausdruck passen zusammen (beides unsicher)' },
  'tone_with_expression.contradiction': { en: 'Tone of voice and expression do not go together (both uncertain)', de: 'Tonfall und Gesichtsausdruck passen nicht zusammen (beides unsicher)' },
  'speech_on_camera.voice_fits_mouth': { en: 'The voice fits the movement of a mouth in the picture', de: 'Die Stimme passt zur Bewegung eines Mundes im Bild' },
  'speech_on_camera.mouth_moves': { en: 'Speech is heard while a mouth in the picture opens and closes', de: 'Es wird gesprochen, während sich im Bild ein Mund öffnet und schließt' },
  'speech_on_camera.mouth_closed': { en: 'Speech is heard while the mouths in the picture stay closed: a voice from outside the picture', de: 'Es wird gesprochen, während die Münder im Bild geschlossen bleiben: eine Stimme von außerhalb des Bildes' },
  'speech_on_camera.no_face': { en: 'Speech is heard while no face is to be seen: a voice from outside the picture, or somebody turned away', de: 'Es wird gesprochen, während kein Gesicht zu sehen ist: eine Stimme von außerhalb des Bildes oder jemand, der sich abwendet' },
  'text_spoken.agreement': { en: 'The words on screen are also spoken ({fit} %): “{subject}”', de: 'Die Worte im Bild werden auch gesprochen ({fit} %): „{subject}“' },
  'language_of_text.agreement': { en: 'Text on screen and speech are in the same language ({subject})', de: 'Text im Bild und Gesprochenes sind in derselben Sprache ({subject})' },
  'language_of_text.complement': { en: 'Text on screen and speech are in different languages ({subject})', de: 'Text im Bild und Gesprochenes sind in verschiedenen Sprachen ({subject})' },
  'thing_named.agreement': { en: 'What is seen is also named in words: {subject}', de: 'Was zu sehen ist, wird auch mit Worten genannt: {subject}' },
  'sound_with_thing.agreement': { en: 'A sound and a thing that may make it come together: {subject}', de: 'Ein Geräusch und ein Gegenstand, von dem es stammen kann, treffen zusammen: {subject}' },
  'cut_with_look.agreement': { en: 'At the cut the look of the picture changes too', de: 'Am Schnitt ändert sich auch das Aussehen des Bildes' },
  'cut_with_look.contradiction': { en: 'A cut across which the look of the picture stays: a jump within one view, or no cut', de: 'Ein Schnitt, über den hinweg das Aussehen gleich bleibt: ein Sprung in derselben Ansicht oder kein Schnitt' },
  'cut_with_sound.agreement': { en: 'The cut falls on a sudden change of the sound, more often than by chance', de: 'Der Schnitt fällt auf einen plötzlichen Wechsel im Ton, häufiger als durch Zufall' },
  'camera_with_picture.shake_blurs': { en: 'The camera shakes where the picture is blurred', de: 'Die Kamera wackelt, wo das Bild unscharf ist' },
  'camera_with_picture.both_move': { en: 'The camera moves, and so does what is behind the people', de: 'Die Kamera bewegt sich, und mit ihr, was hinter den Menschen ist' },
  'camera_with_picture.both_still': { en: 'The camera stands still, and so does what is behind the people', de: 'Die Kamera steht still, und ebenso, was hinter den Menschen ist' },
  'camera_with_picture.still_behind': { en: 'The camera is told to move, but what is behind the people stands still', de: 'Die Kamera soll sich bewegen, aber hinter den Menschen steht alles still' },
  'fade_with_silence.agreement': { en: 'The picture fades out as the sound ends', de: 'Das Bild blendet ab, während der Ton endet' },
};

const SERIES_WORDS: Readonly<Record<SeriesName, Words>> = {
  motion: { en: 'camera motion', de: 'Kamerabewegung' }, loudness: { en: 'loudness', de: 'Lautheit' }, cut_rate: { en: 'frequency of cuts', de: 'Schnittfolge' },
  speech: { en: 'share of speech', de: 'Sprachanteil' }, people: { en: 'number of people', de: 'Zahl der Menschen' }, brightness: { en: 'brightness', de: 'Helligkeit' },
};

function correlationWords({ series, r = 0, intervalLow = 0, intervalHigh = 0, n = 0, effectiveN = 0, offsetMs = 0 }: CrossFinding, language: Language): string {
  const [first, second] = series ?? [];
  if (!first || !second) return '';
  const de = language === 'de';
  const number = (value: number): string => (de ? value.toFixed(2).replace('.', ',') : value.toFixed(2)).replace('-', '−');
  const [a, b] = [SERIES_WORDS[first][language], SERIES_WORDS[second][language]];
  const seconds = Math.abs(offsetMs) / 1000;
  const figures = de
    ? `Rangkorrelation ${number(r)}, 95 % zwischen ${number(intervalLow)} und ${number(intervalHigh)}; ${n} Sekunden, so viel wie ${Math.round(effectiveN)} unabhängige`
    : `rank correlation ${number(r)}, 95 % between ${number(intervalLow)} and ${number(intervalHigh)}; ${n} seconds, worth ${Math.round(effectiveN)} independent ones`;
  if (de) return `${a} und ${b} ${r > 0 ? 'steigen und fallen zusammen' : 'verlaufen gegenläufig'}${seconds === 0 ? '' : `, die zweite ${seconds} s ${offsetMs > 0 ? 'später' : 'früher'}`} (${figures}). Das zeigt keine Ursache.`;
  return `${a.charAt(0).toUpperCase()}${a.slice(1)} and ${b} ${r > 0 ? 'rise and fall together' : 'go opposite ways'}${seconds === 0 ? '' : `, the second ${seconds} s ${offsetMs > 0 ? 'later' : 'earlier'}`} (${figures}). That shows no cause.`;
}

const MOST_LETTERS = 80;

function subjectWords({ label, subject = '' }: CrossFinding, language: Language): string {
  const things = label === 'thing_named' || label === 'sound_with_thing';
  const word = things && language === 'de' ? germanCocoNames[subject] ?? subject : subject;
  return word.length > MOST_LETTERS ? `${word.slice(0, MOST_LETTERS)}…` : word;
}

export function crossSentence(finding: CrossFinding, language: Language): string {
  if (finding.label === 'correlation') return correlationWords(finding, language);
  const { label, variant, relation, fit = 0, confidence } = finding;
  const words = WORDS[`${label}.${relation === 'agreement' && label === 'ages_of_person' ? relation : variant ?? relation}`]?.[language] ?? label;
  // A function as replacement: a subject may hold `$&`.
  const text = words.replace('{fit}', String(Math.round(fit * 100))).replace('{subject}', () => subjectWords(finding, language));
  return `${text} (${certaintyWords(confidence, language)}).`;
}
