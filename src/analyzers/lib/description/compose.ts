/** Puts facts into plain words: one sentence for people, and a text to hand to a language model. It adds nothing of its own. */
import type { Language } from '@aima/contract';
import { clockTime } from '@aima/sdk';
import type { Fact, Topic } from './facts.ts';
import { TOPICS } from './facts.ts';
import type { ScenePart } from './scene-parts.ts';

const TITLES: Readonly<Record<Language, Readonly<Record<Topic, string>>>> = {
  en: { seen: 'Detected in the picture', written: 'Words on screen', said: 'Said', calls: 'Calls to the viewer', sound: 'Sound', camera: 'Camera and editing', picture: 'Picture', mood: 'Mood (uncertain)', course: 'Course of the whole' },
  de: { seen: 'Im Bild erkannt', written: 'Worte im Bild', said: 'Gesprochen', calls: 'Aufforderungen', sound: 'Ton', camera: 'Kamera und Schnitt', picture: 'Bild', mood: 'Stimmung (unsicher)', course: 'Verlauf des Ganzen' },
};

const ORIGIN = {
  en: 'Composed by rule from findings of other analyzers; no model has described the picture as a whole. Words in quotation marks were read or heard in the medium; person-1 and so on are numbers within it. What is not mentioned was not found or not looked for.',
  de: 'Nach Regeln aus Befunden anderer Analysatoren zusammengestellt; kein Modell hat das Bild als Ganzes beschrieben. Worte in Anführungszeichen wurden im Medium gelesen oder gehört; person-1 und so weiter sind Nummern darin. Was nicht genannt ist, wurde nicht gefunden oder nicht gesucht.',
} as const;

/** What a sentence about the whole has room for. */
const SHORT: readonly (readonly [Topic, number])[] = [['seen', 4], ['written', 2], ['said', 2], ['sound', 1], ['camera', 1]];
const LEADS: Readonly<Record<Language, Readonly<Partial<Record<Topic, string>>>>> = {
  en: { seen: '', written: 'on screen: ', said: 'said: ', sound: 'sound: ', camera: '' },
  de: { seen: '', written: 'im Bild steht: ', said: 'gesprochen: ', sound: 'Ton: ', camera: '' },
};

const seconds = (part: ScenePart, language: Language): string => {
  const text = ((part.endMs - part.startMs) / 1000).toFixed(1);
  return `${language === 'de' ? text.replace('.', ',') : text} s`;
};

function nameOf({ scene, part }: ScenePart, isPhoto: boolean, language: Language): string {
  const de = language === 'de';
  if (isPhoto) return de ? 'Foto' : 'Photo';
  if (scene === undefined) return de ? `Abschnitt ${part ?? 1}` : `Passage ${part ?? 1}`;
  return `${de ? 'Szene' : 'Scene'} ${scene}${part === undefined ? '' : `, ${de ? 'Teil' : 'part'} ${part}`}`;
}

/** In the order of topics; of equal words the first. */
function byTopic(facts: readonly Fact[]): [Topic, string[]][] {
  return TOPICS.flatMap((topic) => {
    const words = [...new Set(facts.filter((fact) => fact.topic === topic).map((fact) => fact.words))];
    return words.length > 0 ? [[topic, words] as [Topic, string[]]] : [];
  });
}

export function sceneText(part: ScenePart, facts: readonly Fact[], isPhoto: boolean, language: Language): string {
  const head = isPhoto ? nameOf(part, true, language) : `${nameOf(part, false, language)} (${clockTime(part.startMs)} – ${clockTime(part.endMs)}, ${seconds(part, language)})`;
  const lines = byTopic(facts).map(([topic, words]) => `${TITLES[language][topic]}: ${words.join('; ')}.`);
  const nothing = language === 'de' ? 'Es gibt keine Befunde.' : 'There are no findings.';
  return [`${head}.`, ...(lines.length > 0 ? lines : [nothing]), ORIGIN[language]].join('\n');
}

export function sceneSentence(part: ScenePart, facts: readonly Fact[], isPhoto: boolean, language: Language): string {
  const de = language === 'de';
  const brief = new Map(byTopic(facts.filter((fact) => fact.brief)));
  const told = SHORT.flatMap(([topic, room]) => {
    const words = brief.get(topic)?.slice(0, room) ?? [];
    return words.length > 0 ? [`${LEADS[language][topic] ?? ''}${words.join(', ')}`] : [];
  });
  const nothing = de ? 'keine Befunde über Personen, Dinge, Worte oder Ton' : 'no findings about persons, things, words or sound';
  return `${nameOf(part, isPhoto, language)}, ${de ? 'zusammengestellt aus Befunden' : 'composed from findings'}: ${told.length > 0 ? told.join('; ') : nothing}.`;
}
