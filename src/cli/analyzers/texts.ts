/** What is said about analyzers, in both languages. */
import type { Language } from '@aima/contract';
import type { CostClass } from '../../analysis/speeds.ts';

const en = {
  columns: ['ANALYZER', 'TIER', 'COST', '× REAL TIME', 'HERE', 'PROFILES'],
  unknownAnalyzer: (name: string, near: string | undefined) => `There is no analyzer '${name}'.${near === undefined ? '' : ` Do you mean ${near}?`} 'aima analyzers' lists all.`,
  tiers: { lite: 'lite', full: 'full', both: 'lite, full' },
  costs: { cheap: 'cheap', medium: 'medium', heavy: 'heavy' } satisfies Record<CostClass, string>,
  here: { all: 'yes', lite: 'lite', none: 'no' },
  everyProfile: 'all',
  noProfile: '–',
  speedMeasured: 'Measured on this machine in its last run.',
  speedReference: (film: string, machine: string, at: string) => `* Not measured here yet: on ${machine}, ${at}, with ${film}.`,
  costMeaning: 'Cost by own time as a share of the running time: cheap below 1 %, medium below 10 %, heavy above; where nothing was measured, a model beyond the lite tier counts as heavy.',
  profileLetters: (letters: string) => `Profiles: ${letters}. Small: part of it, but off.`,
  missingHead: 'What is missing here:',
  reads: { everyFrame: 'every frame', frameEach: (ms: number) => `a frame each ${ms} ms`, sound: 'sound', photos: 'photos', after: (names: string) => `findings of ${names}`, afterAny: (names: string) => `findings of ${names} (one is enough)`, hears: (names: string) => `where they run, findings of ${names}` },
  fields: { reports: 'Reports', method: 'Method', source: 'Source', weak: 'Weak', needs: 'Needs', models: 'Models', tier: 'Tier', cost: 'Cost', here: 'Here', profiles: 'Profiles', parameters: 'Parameters' },
  none: 'none',
  costLine: (cost: string, times: string, where: string) => `${cost}, ${times} × real time (${where})`,
  costUnknown: (cost: string) => `${cost} (not measured)`,
  whereHere: 'this machine',
  whereReference: 'reference machine',
  available: { lite: 'lite tier: ready', full: 'full tier: ready', liteMissing: (why: string) => `lite tier: ${why}`, fullMissing: (why: string) => `full tier: ${why}` },
  missingModel: (model: string) => `the model ${model} is missing; aima models pull ${model}`,
  missingRole: (role: string) => `no model of the role ${role} is here; docs/guides/models.md says how to bring one`,
  missingServer: (variable: string) => `needs a model server; set ${variable}`,
};

const de: typeof en = {
  columns: ['ANALYSATOR', 'STUFE', 'AUFWAND', '× ECHTZEIT', 'HIER', 'PROFILE'],
  unknownAnalyzer: (name, near) => `Den Analysator '${name}' gibt es nicht.${near === undefined ? '' : ` Ist ${near} gemeint?`} 'aima analyzers' zeigt alle.`,
  tiers: { lite: 'lite', full: 'full', both: 'lite, full' },
  costs: { cheap: 'gering', medium: 'mittel', heavy: 'hoch' },
  here: { all: 'ja', lite: 'lite', none: 'nein' },
  everyProfile: 'alle',
  noProfile: '–',
  speedMeasured: 'Auf diesem Rechner gemessen, im letzten Lauf.',
  speedReference: (film, machine, at) => `* Hier noch nicht gemessen: auf ${machine}, ${at}, mit ${film}.`,
  costMeaning: 'Aufwand nach der eigenen Zeit als Anteil der Laufzeit: gering unter 1 %, mittel unter 10 %, hoch darüber; wo nichts gemessen ist, gilt ein Modell jenseits der Stufe lite als hoch.',
  profileLetters: (letters) => `Profile: ${letters}. Klein: darin, aber aus.`,
  missingHead: 'Was hier fehlt:',
  reads: { everyFrame: 'jedes Bild', frameEach: (ms) => `ein Bild alle ${ms} ms`, sound: 'Ton', photos: 'Fotos', after: (names) => `Funde von ${names}`, afterAny: (names) => `Funde von ${names} (einer genügt)`, hears: (names) => `wo sie laufen, Funde von ${names}` },
  fields: { reports: 'Meldet', method: 'Methode', source: 'Quelle', weak: 'Schwächen', needs: 'Braucht', models: 'Modelle', tier: 'Stufe', cost: 'Aufwand', here: 'Hier', profiles: 'Profile', parameters: 'Parameter' },
  none: 'keine',
  costLine: (cost, times, where) => `${cost}, ${times} × Echtzeit (${where})`,
  costUnknown: (cost) => `${cost} (nicht gemessen)`,
  whereHere: 'dieser Rechner',
  whereReference: 'Vergleichsrechner',
  available: { lite: 'Stufe lite: bereit', full: 'Stufe full: bereit', liteMissing: (why) => `Stufe lite: ${why}`, fullMissing: (why) => `Stufe full: ${why}` },
  missingModel: (model) => `das Modell ${model} fehlt; aima models pull ${model}`,
  missingRole: (role) => `kein Modell der Rolle ${role} ist hier; docs/guides/models.md sagt, wie man eines mitbringt`,
  missingServer: (variable) => `braucht einen Modell-Server; ${variable} setzen`,
};

export type AnalyzerTexts = typeof en;

export const analyzerTextsOf = (language: Language): AnalyzerTexts => ({ en, de })[language];
