/** Sentences about pace and course. */
import type { Language } from '@aima/contract';
import { certaintyWords, clockTime } from '@aima/sdk';
import type { Form } from './arc.ts';
import type { HookSign } from './hook.ts';

export interface FlowWords {
  label: 'pace' | 'course' | 'hook' | 'build_up' | 'climax' | 'resolution';
  startMs: number;
  endMs: number;
  confidence: number;
  form?: Form | undefined;
  signs?: HookSign[] | undefined;
  endsWith?: ('call' | 'fade_out' | 'silence')[] | undefined;
  cutsPerMinute?: number | undefined;
  motion?: number | undefined;
  loudnessLufs?: number | undefined;
  speechShare?: number | undefined;
  intensity?: number | undefined;
}

const COURSES: Readonly<Record<Language, Readonly<Record<Form, string>>>> = {
  en: {
    arc: 'The course rises to one clear high point and falls after it',
    rising: 'The course rises to a high point towards the end',
    falling: 'The course is liveliest at the beginning and falls',
    waves: 'Livelier and calmer stretches alternate; no single high point stands out',
    even: 'No arc is recognisable: cuts, motion and sound stay alike from beginning to end',
    unordered: 'No arc is recognisable: livelier and calmer moments follow each other without order',
    too_short: 'Too short to speak of a course',
  },
  de: {
    arc: 'Der Verlauf steigt zu einem klaren Höhepunkt und fällt danach',
    rising: 'Der Verlauf steigt zu einem Höhepunkt gegen Ende',
    falling: 'Der Verlauf ist am Anfang am lebhaftesten und fällt dann',
    waves: 'Lebhaftere und ruhigere Abschnitte wechseln sich ab; kein einzelner Höhepunkt sticht heraus',
    even: 'Kein Spannungsbogen erkennbar: Schnitte, Bewegung und Ton bleiben von Anfang bis Ende ähnlich',
    unordered: 'Kein Spannungsbogen erkennbar: lebhaftere und ruhigere Momente folgen ohne Ordnung aufeinander',
    too_short: 'Zu kurz für einen Verlauf',
  },
};

/** Before the times, after them, and before what it is told by. */
const PHASES: Readonly<Record<Language, Readonly<Record<'hook' | 'build_up' | 'climax' | 'resolution', readonly [string, string, string]>>>> = {
  en: { hook: ['Opening', ' that asks for attention', 'by'], build_up: ['Build-up', '', ''], climax: ['High point', ', the liveliest stretch', ''], resolution: ['Resolution', ', it becomes calmer', 'at the end'] },
  de: { hook: ['Einstieg', ', der Aufmerksamkeit sucht', 'durch'], build_up: ['Aufbau', '', ''], climax: ['Höhepunkt', ', der lebhafteste Abschnitt', ''], resolution: ['Auflösung', ', es wird ruhiger', 'am Ende'] },
};

const SIGNS: Readonly<Record<Language, Readonly<Record<HookSign, string>>>> = {
  en: { lively: 'livelier than what follows', words_on_screen: 'words on screen', question: 'a question', address: 'the viewer is spoken to', close_face: 'a face near the camera', call: 'a call to the viewer', early_cut: 'a cut at once' },
  de: { lively: 'lebhafter als das Folgende', words_on_screen: 'Worte im Bild', question: 'eine Frage', address: 'Zuschauer werden angesprochen', close_face: 'ein Gesicht nah an der Kamera', call: 'eine Aufforderung', early_cut: 'gleich ein Schnitt' },
};
const ENDS = { en: { call: 'a call to the viewer', fade_out: 'a fade-out', silence: 'silence' }, de: { call: 'eine Aufforderung', fade_out: 'eine Abblende', silence: 'Stille' } } as const;

const decimal = (value: number, digits: number, language: Language): string => (language === 'de' ? value.toFixed(digits).replace('.', ',') : value.toFixed(digits));

function paceSentence(f: FlowWords, language: Language): string {
  const de = language === 'de';
  const cuts = Math.round(f.cutsPerMinute ?? 0);
  const parts = [
    ...(f.cutsPerMinute === undefined ? [] : [de ? `${cuts} ${cuts === 1 ? 'Schnitt' : 'Schnitte'} je Minute` : `${cuts} ${cuts === 1 ? 'cut' : 'cuts'} a minute`]),
    ...(f.motion === undefined ? [] : [f.motion < 0.01 ? (de ? 'kaum Bewegung' : 'hardly any motion') : f.motion < 0.08 ? (de ? 'etwas Bewegung' : 'some motion') : (de ? 'viel Bewegung' : 'much motion')]),
    ...(f.loudnessLufs === undefined ? [] : [f.loudnessLufs <= -69 ? (de ? 'kein Ton' : 'no sound') : `${decimal(f.loudnessLufs, 0, language).replace('-', '−')} LUFS`]),
    ...(f.speechShare === undefined ? [] : [de ? `${Math.round(f.speechShare * 100)} % Rede` : `${Math.round(f.speechShare * 100)} % talk`]),
  ];
  return `${de ? 'Tempo' : 'Pace'} ${de ? 'von' : 'from'} ${clockTime(f.startMs)} ${de ? 'bis' : 'to'} ${clockTime(f.endMs)}: ${parts.join(', ')}; ${de ? 'Lebhaftigkeit' : 'liveliness'} ${Math.round((f.intensity ?? 0) * 100)} ${de ? 'von' : 'of'} 100.`;
}

export function flowSentence(f: FlowWords, language: Language): string {
  if (f.label === 'pace') return paceSentence(f, language);
  const sure = certaintyWords(f.confidence, language);
  if (f.label === 'course') return `${COURSES[language][f.form ?? 'even']}${f.form === 'too_short' ? '' : ` (${sure})`}.`;
  const why = [...(f.signs ?? []).map((sign) => SIGNS[language][sign]), ...(f.endsWith ?? []).map((sign) => ENDS[language][sign])];
  const [name, what, by] = PHASES[language][f.label];
  const span = language === 'de' ? `von ${clockTime(f.startMs)} bis ${clockTime(f.endMs)}` : `from ${clockTime(f.startMs)} to ${clockTime(f.endMs)}`;
  return `${name} ${span}${what}${why.length > 0 ? `; ${by}: ${why.join(', ')}` : ''} (${sure}).`;
}
