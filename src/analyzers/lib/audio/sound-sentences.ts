/** One plain sentence for each finding about sound. */
import type { Language } from '@aima/contract';
import type { SoundFinding } from './sound-finding.ts';

/** A real minus sign, and the language's decimal mark. */
const figure = (value: number, language: Language): string => {
  const text = value.toFixed(1).replace('-', '−');
  return language === 'de' ? text.replace('.', ',') : text;
};

const TONICS_DE: Readonly<Record<string, string>> = { C: 'C', 'C#': 'Cis', D: 'D', 'D#': 'Dis', E: 'E', F: 'F', 'F#': 'Fis', G: 'G', 'G#': 'Gis', A: 'A', 'A#': 'B', B: 'H' };

function keyWords(tonic: string, mode: 'major' | 'minor', language: Language): string {
  if (language === 'en') return `probably in ${tonic.replace('#', ' sharp')} ${mode}`;
  const german = TONICS_DE[tonic] ?? tonic;
  return `vermutlich ${mode === 'major' ? `${german}-Dur` : `${german.toLowerCase()}-Moll`}`;
}

function overallParts(finding: SoundFinding, language: Language): string[] {
  const number = (value: number): string => figure(value, language);
  const de = language === 'de';
  const { integratedLufs, loudnessRangeLu, truePeakDbtp, tempoBpm, clippedSamples, keyTonic, keyMode, speechShare, musicShare } = finding;
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return [
    integratedLufs === undefined ? [] : [`${de ? 'Lautheit' : 'loudness'} ${number(integratedLufs)} LUFS`],
    loudnessRangeLu === undefined ? [] : [`${de ? 'Lautheitsumfang' : 'loudness range'} ${number(loudnessRangeLu)} LU`],
    truePeakDbtp === undefined ? [] : [`${de ? 'Spitze' : 'true peak'} ${number(truePeakDbtp)} dBTP`],
    tempoBpm === undefined ? [] : [`${de ? 'etwa' : 'about'} ${Math.round(tempoBpm)} ${de ? 'Schläge je Minute' : 'beats per minute'}`],
    keyTonic === undefined || keyMode === undefined ? [] : [keyWords(keyTonic, keyMode, language)],
    speechShare === undefined ? [] : [`${de ? 'Sprache' : 'speech'} ${percent(speechShare)}`],
    musicShare === undefined ? [] : [`${de ? 'Musik' : 'music'} ${percent(musicShare)}`],
    clippedSamples === undefined || clippedSamples === 0 ? [] : [de ? 'teilweise übersteuert' : 'clipped in places'],
  ].flat();
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function soundSentence(finding: SoundFinding, language: Language): string {
  const number = (value: number | undefined): string => figure(value ?? 0, language);
  const de = language === 'de';
  switch (finding.label) {
    case 'overall':
      if (finding.silent === true) return de ? 'Kein hörbarer Ton.' : 'No audible sound.';
      return `${capital(overallParts(finding, language).join(', '))}.`;
    case 'loudness':
      if (finding.silent === true) return de ? 'Nichts zu hören.' : 'Nothing to hear.';
      if (finding.momentaryMaxLufs === undefined) return de ? 'Zu kurz für eine Lautheit.' : 'Too short for a loudness.';
      return de ? `Bis ${number(finding.momentaryMaxLufs)} LUFS laut.` : `Up to ${number(finding.momentaryMaxLufs)} LUFS loud.`;
    case 'silence':
      return de ? 'Stille.' : 'Silence.';
    case 'clipping':
      return de ? 'Der Ton ist übersteuert.' : 'The sound is clipped.';
    case 'loud_event':
      return de
        ? `Plötzlich laut: ${number(finding.riseLu)} LU über der Umgebung.`
        : `Suddenly loud: ${number(finding.riseLu)} LU above its surroundings.`;
  }
}
