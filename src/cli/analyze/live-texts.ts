/** What is said while a live source is analysed, in both languages. */
import type { Language } from '@aima/contract';

const en = {
  noStdin: 'There is no standard input to read from.',
  alone: 'A live source is analysed alone: name nothing beside it.',
  begins: (name: string, seconds: number) => `${name}: recorded in pieces of about ${seconds} s; what is found is told once a piece is analysed. Ctrl-C finishes the piece that runs and ends, twice ends at once.`,
  segment: (from: string, to: string, findings: number, delay: string) => `${from}–${to}: ${findings} ${findings === 1 ? 'finding' : 'findings'}, told at most ${delay} s after it happened`,
  leftOut: (from: string, to: string) => `${from}–${to} was left out: the analysis had no time for it.`,
  missing: (from: string, to: string) => `${from}–${to} is missing: the connection was lost.`,
  failed: (from: string, to: string, why: string) => `${from}–${to} could not be analysed: ${why}`,
  reconnecting: (attempt: number, why: string) => `The connection was lost (${why}); trying again, attempt ${attempt}.`,
  gone: (why: string) => `The source did not come back: ${why}`,
  finishing: 'Finishing the piece that runs …',
  done: (length: string, middle: string, most: string) => `${length} analysed; told ${middle} s after it happened as a rule, ${most} s at most.`,
  wholeOnly: 'Speaks of the course of a whole medium, and what plays has no end yet.',
  nothing: 'Nothing was recorded.',
};

const de: typeof en = {
  noStdin: 'Es gibt keine Standardeingabe zum Lesen.',
  alone: 'Eine laufende Quelle wird allein analysiert: nichts anderes daneben nennen.',
  begins: (name, seconds) => `${name}: wird in Stücken von etwa ${seconds} s aufgezeichnet; was gefunden wird, steht da, sobald ein Stück analysiert ist. Strg-C beendet nach dem laufenden Stück, zweimal sofort.`,
  segment: (from, to, findings, delay) => `${from}–${to}: ${findings} ${findings === 1 ? 'Fund' : 'Funde'}, höchstens ${delay} s nach dem Geschehen`,
  leftOut: (from, to) => `${from}–${to} wurde ausgelassen: die Analyse hatte keine Zeit dafür.`,
  missing: (from, to) => `${from}–${to} fehlt: die Verbindung war weg.`,
  failed: (from, to, why) => `${from}–${to} ließ sich nicht analysieren: ${why}`,
  reconnecting: (attempt, why) => `Die Verbindung ging verloren (${why}); neuer Versuch ${attempt}.`,
  gone: (why) => `Die Quelle kam nicht wieder: ${why}`,
  finishing: 'Das laufende Stück wird noch fertig …',
  done: (length, middle, most) => `${length} analysiert; gesagt in der Regel ${middle} s nach dem Geschehen, höchstens ${most} s.`,
  wholeOnly: 'Spricht vom Verlauf eines ganzen Mediums, und was läuft, hat noch kein Ende.',
  nothing: 'Nichts wurde aufgezeichnet.',
};

export type LiveTexts = typeof en;

export const liveTextsOf = (language: Language): LiveTexts => ({ en, de })[language];
