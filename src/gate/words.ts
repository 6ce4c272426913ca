/** What the owner of a held medium is told: that, where and why, and what the law asks; nothing of what is to be seen. */
import type { Language } from '@aima/contract';
import { clockTime } from '@aima/sdk';
import type { Hold } from './shot-ledger.ts';
import type { HoldReason } from './verdict.ts';

const reasons: Readonly<Record<Language, Record<HoldReason, string>>> = {
  en: {
    possible_minor: 'somebody in explicit content may be a minor',
    age_unknown: 'the content counts as explicit and the age of those in it cannot be judged',
    age_uncertain: 'the content counts as explicit and the estimate of age is too uncertain',
  },
  de: {
    possible_minor: 'in expliziten Inhalten ist möglicherweise eine minderjährige Person zu sehen',
    age_unknown: 'der Inhalt gilt als explizit und das Alter der Gezeigten ist nicht zu beurteilen',
    age_uncertain: 'der Inhalt gilt als explizit und die Altersschätzung ist zu unsicher',
  },
};

const law: Readonly<Record<Language, string>> = {
  en: 'Making, having and sharing sexual depictions of minors is a crime nearly everywhere. If it may be one, do not copy or share it; turn to the police or to a reporting office of your country.',
  de: 'Herstellung, Besitz und Weitergabe sexueller Darstellungen Minderjähriger sind fast überall strafbar (in Deutschland §§ 184b, 184c StGB). Ist das möglich: nicht kopieren oder weitergeben, sondern an die Polizei oder eine Meldestelle wenden.',
};

const MOST_NAMED = 3;

function places(holds: readonly Hold[], durationMs: number, language: Language): string {
  if (durationMs <= 0) return language === 'de' ? 'das ganze Bild' : 'the whole picture';
  const named = holds.slice(0, MOST_NAMED).map(({ startMs, endMs }) => `${clockTime(startMs)} – ${clockTime(Math.min(endMs, durationMs))}`).join(', ');
  const more = holds.length - MOST_NAMED;
  return more <= 0 ? named : `${named} ${language === 'de' ? `und ${more} weitere` : `and ${more} more`}`;
}

export function holdMessage(holds: readonly Hold[], durationMs: number, language: Language): string {
  const why = [...new Set(holds.map(({ reason }) => reasons[language][reason]))].join('; ');
  const head = language === 'de' ? 'Zurückgehalten' : 'Held';
  const kept = language === 'de' ? 'Nichts davon wurde beschrieben oder gespeichert.' : 'Nothing of it was described or kept.';
  return `${head} (${places(holds, durationMs, language)}): ${why}. ${kept} ${law[language]}`;
}
