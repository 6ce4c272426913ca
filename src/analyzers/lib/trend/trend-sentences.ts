/** Sentences about how a medium differs from earlier ones. */
import type { Language, MediaKind } from '@aima/contract';
import { certaintyWords } from '@aima/sdk';
import { germanCocoNames } from '../detection/coco-german.ts';
import { MEASURE_KINDS, type MeasureName } from './measures.ts';

export interface TrendWords {
  label: 'compared' | 'above' | 'below' | 'rising' | 'falling' | 'new_label' | 'missing_label';
  confidence: number;
  kind: MediaKind;
  media: number;
  measure?: MeasureName | undefined;
  analyzer?: string | undefined;
  what?: string | undefined;
  value?: number | undefined;
  median?: number | undefined;
  lowerQuartile?: number | undefined;
  upperQuartile?: number | undefined;
  effectSize?: number | undefined;
  measures?: number | undefined;
  deviations?: number | undefined;
}

const MEDIA: Readonly<Record<Language, Readonly<Record<MediaKind, string>>>> = {
  en: { video: 'videos', image: 'photos', audio: 'sound files' },
  de: { video: 'Videos', image: 'Fotos', audio: 'Tondateien' },
};

function measureSentence(f: TrendWords, measure: MeasureName, language: Language): string {
  const de = language === 'de';
  const { words, digits } = MEASURE_KINDS[measure];
  const number = (value = 0, places: number = digits): string => {
    const text = value.toFixed(places).replace('-', '−');
    return de ? text.replace('.', ',') : text;
  };
  const media = `${f.media} ${de ? 'früheren' : 'earlier'} ${MEDIA[language][f.kind]}`;
  const sure = certaintyWords(f.confidence, language);
  const size = number(Math.abs(f.effectSize ?? 0), 1);
  const usual = `${number(f.lowerQuartile)} ${de ? 'bis' : 'to'} ${number(f.upperQuartile)}`;
  switch (f.label) {
    case 'above':
    case 'below': {
      const side = f.label === 'above' ? (de ? 'über' : 'above') : (de ? 'unter' : 'below');
      return de
        ? `${words.de}: ${number(f.value)}, ${side} den ${media} (die mittlere Hälfte liegt bei ${usual}; Abstand ${size} Standardabweichungen, ${sure}).`
        : `${words.en}: ${number(f.value)}, ${side} the ${media} (their middle half is ${usual}; ${size} standard deviations away, ${sure}).`;
    }
    default: {
      const way = f.label === 'rising' ? (de ? 'steigend' : 'rising') : (de ? 'fallend' : 'falling');
      const tau = number(f.effectSize, 2);
      return de
        ? `${words.de}: ${way} über die ${f.media} früheren ${MEDIA.de[f.kind]} bis zu diesem Medium (Kendalls Tau ${tau}, ${sure}).`
        : `${words.en}: ${way} over the ${media} up to this one (Kendall’s tau ${tau}, ${sure}).`;
    }
  }
}

export function trendSentence(f: TrendWords, language: Language): string {
  const de = language === 'de';
  if (f.measure) return measureSentence(f, f.measure, language);
  const media = `${f.media} ${de ? 'früheren' : 'earlier'} ${MEDIA[language][f.kind]}`;
  const what = `${(de ? germanCocoNames[f.what ?? ''] : undefined) ?? f.what ?? ''} (${f.analyzer ?? ''})`;
  switch (f.label) {
    case 'new_label': return de ? `In keinem der ${media} gefunden, hier schon: ${what}.` : `Found in none of the ${media}, but here: ${what}.`;
    case 'missing_label': return de ? `In allen ${media} gefunden, hier nicht: ${what}.` : `Found in all of the ${media}, but not here: ${what}.`;
    default: {
      const count = f.deviations ?? 0;
      return de
        ? `Mit ${media} verglichen, in ${f.measures ?? 0} Maßen: ${count === 0 ? 'nichts weicht deutlich ab' : `${count} ${count === 1 ? 'Abweichung' : 'Abweichungen'}`}.`
        : `Compared with ${media} in ${f.measures ?? 0} measures: ${count === 0 ? 'nothing stands out' : `${count} ${count === 1 ? 'deviation' : 'deviations'}`}.`;
    }
  }
}
