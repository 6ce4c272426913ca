/** Sentences about scenes, shots and transitions. */
import type { Language } from '@aima/contract';
import { clockTime } from '@aima/sdk';
import type { Sign } from './scene-links.ts';

interface Segment {
  label: 'scene' | 'shot' | 'fade_out' | 'fade_in' | 'dissolve';
  startMs: number;
  endMs: number;
  number?: number | undefined;
  shots?: number | undefined;
  joinedBy?: Sign['kind'][] | undefined;
  beginsBy?: Sign['kind'][] | undefined;
  plain?: 'black' | 'white' | 'plain' | undefined;
}

const PLAIN_DE = { black: 'Schwarz', white: 'Weiß', plain: 'einer Fläche' } as const;
const PLAIN_EN = { black: 'black', white: 'white', plain: 'a plain colour' } as const;

const JOINED: Readonly<Record<Language, Readonly<Record<Sign['kind'], string>>>> = {
  en: { look: 'alike colours', place: 'an alike picture', things: 'the same kinds of things', persons: 'the same person', talk: 'talk that goes on', sound: 'sound that goes on', transition: '' },
  de: { look: 'ähnliche Farben', place: 'ein ähnliches Bild', things: 'gleiche Arten von Dingen', persons: 'dieselbe Person', talk: 'Rede, die weitergeht', sound: 'Klang, der weitergeht', transition: '' },
};
const APART: Readonly<Record<Language, Readonly<Record<Sign['kind'], string>>>> = {
  en: { look: 'other colours', place: 'another picture', things: 'other kinds of things', persons: '', talk: 'a pause in the talk', sound: 'another sound', transition: 'a fade or dissolve' },
  de: { look: 'andere Farben', place: 'ein anderes Bild', things: 'andere Arten von Dingen', persons: '', talk: 'eine Redepause', sound: 'anderer Klang', transition: 'eine Blende' },
};

function listed(words: readonly string[], language: Language): string {
  const known = words.filter((word) => word !== '');
  const last = known.at(-1) ?? '';
  return known.length < 2 ? last : `${known.slice(0, -1).join(', ')} ${language === 'de' ? 'und' : 'and'} ${last}`;
}

function sceneSentence(f: Segment, language: Language): string {
  const de = language === 'de';
  const count = f.shots === 1 ? (de ? '1 Einstellung' : '1 shot') : `${f.shots ?? 0} ${de ? 'Einstellungen' : 'shots'}`;
  const joined = listed((f.joinedBy ?? []).map((kind) => JOINED[language][kind]), language);
  const apart = listed((f.beginsBy ?? []).map((kind) => APART[language][kind]), language);
  const head = de ? `Szene ${f.number ?? 1} von ${clockTime(f.startMs)} bis ${clockTime(f.endMs)}, ${count}` : `Scene ${f.number ?? 1} from ${clockTime(f.startMs)} to ${clockTime(f.endMs)}, ${count}`;
  return [
    head,
    ...(joined === '' ? [] : [de ? `verbunden durch ${joined}` : `joined by ${joined}`]),
    ...(apart === '' ? [] : [de ? `abgesetzt durch ${apart}` : `set apart by ${apart}`]),
  ].join('; ') + '.';
}

export function segmentSentence(f: Segment, language: Language): string {
  const de = language === 'de';
  const span = de ? `von ${clockTime(f.startMs)} bis ${clockTime(f.endMs)}` : `from ${clockTime(f.startMs)} to ${clockTime(f.endMs)}`;
  const plain = f.plain ?? 'plain';
  switch (f.label) {
    case 'scene': return sceneSentence(f, language);
    case 'shot': return de ? `Einstellung ${f.number ?? 1} ${span}.` : `Shot ${f.number ?? 1} ${span}.`;
    case 'fade_out': return de ? `Das Bild blendet ${span} zu ${PLAIN_DE[plain]} ab.` : `The picture fades to ${PLAIN_EN[plain]} ${span}.`;
    case 'fade_in': return de ? `Das Bild blendet ${span} aus ${PLAIN_DE[plain]} auf.` : `The picture fades in from ${PLAIN_EN[plain]} ${span}.`;
    case 'dissolve': return de ? `Ein Bild geht ${span} in das nächste über.` : `One picture dissolves into the next ${span}.`;
  }
}
