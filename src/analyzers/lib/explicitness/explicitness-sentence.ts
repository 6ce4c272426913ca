/** Says in words how explicit a stretch is and which signals said so. */
import { clockTime } from '@aima/sdk';
import type { ExplicitnessLevel } from './fuse.ts';
import type { ExplicitnessReason } from './rules.ts';

/** Shares 0..1 of one network that reasons speak of. */
interface Spoken {
  hentai: number;
  porn: number;
  sexy: number;
}

export interface ExplicitnessFacts {
  label: ExplicitnessLevel;
  startMs: number;
  endMs?: number | undefined;
  mobilenet: Spoken;
  inception?: Spoken | undefined;
  skinShare: number;
  reasons: readonly ExplicitnessReason[];
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const each = ({ mobilenet, inception }: ExplicitnessFacts, measure: (scores: Spoken) => number): string[] =>
  [mobilenet, inception].filter((scores) => scores !== undefined).map((scores) => percent(measure(scores)));

const explicitPart = ({ hentai, porn }: Spoken): number => hentai + porn;
const revealingPart = (scores: Spoken): number => explicitPart(scores) + scores.sexy;

type Why = Readonly<Record<ExplicitnessReason, (facts: ExplicitnessFacts) => string>>;

const whyEn: Why = {
  both_networks_explicit: (facts) => `two classifiers both see explicit content (${each(facts, explicitPart).join(' and ')})`,
  both_networks_drawn: (facts) => `both see explicit drawings (${each(facts, ({ hentai }) => hentai).join(' and ')})`,
  both_networks_revealing: (facts) => `both see little clothing or more (${each(facts, revealingPart).join(' and ')})`,
  first_network_alone: ({ mobilenet }) => `the first classifier alone is sure of explicit content (${percent(explicitPart(mobilenet))})`,
  skin_supports: ({ skinShare }) => `${percent(skinShare)} of the picture has the colour of skin`,
  unreadable: () => 'the classifiers gave no usable numbers, so the most careful level stands',
};

const whyDe: Why = {
  both_networks_explicit: (facts) => `zwei Klassifikatoren sehen beide expliziten Inhalt (${each(facts, explicitPart).join(' und ')})`,
  both_networks_drawn: (facts) => `beide sehen explizite Zeichnungen (${each(facts, ({ hentai }) => hentai).join(' und ')})`,
  both_networks_revealing: (facts) => `beide sehen wenig Kleidung oder mehr (${each(facts, revealingPart).join(' und ')})`,
  first_network_alone: ({ mobilenet }) => `der erste Klassifikator allein ist sich expliziten Inhalts sicher (${percent(explicitPart(mobilenet))})`,
  skin_supports: ({ skinShare }) => `${percent(skinShare)} des Bildes haben die Farbe von Haut`,
  unreadable: () => 'die Klassifikatoren gaben keine brauchbaren Zahlen, deshalb gilt die vorsichtigste Stufe',
};

const LEVELS_EN: Readonly<Record<ExplicitnessLevel, string>> = { none: 'nothing explicit recognised', suggestive: 'possibly suggestive', explicit: 'explicit' };
const LEVELS_DE: Readonly<Record<ExplicitnessLevel, string>> = { none: 'nichts Explizites erkannt', suggestive: 'möglicherweise freizügig', explicit: 'explizit' };

const sentence = (facts: ExplicitnessFacts, when: string, level: string, why: Why): string => {
  const reasons = facts.reasons.map((reason) => why[reason](facts));
  const head = when === '' ? `${level.charAt(0).toUpperCase()}${level.slice(1)}` : `${when}: ${level}`;
  return reasons.length === 0 ? `${head}.` : `${head}; ${reasons.join('; ')}.`;
};

const isMoment = ({ startMs, endMs = startMs }: ExplicitnessFacts): boolean => endMs === startMs;

export const sentenceEn = (facts: ExplicitnessFacts): string =>
  sentence(facts, isMoment(facts) ? '' : `From ${clockTime(facts.startMs)} to ${clockTime(facts.endMs ?? 0)}`, LEVELS_EN[facts.label], whyEn);

export const sentenceDe = (facts: ExplicitnessFacts): string =>
  sentence(facts, isMoment(facts) ? '' : `Von ${clockTime(facts.startMs)} bis ${clockTime(facts.endMs ?? 0)}`, LEVELS_DE[facts.label], whyDe);
