/** What is said about profiles, in both languages. */
import type { Language } from '@aima/contract';

const usage = {
  en: `aima profiles: which analyzers run together, with which parameters, in which stages.

  aima profiles list [--json]             all profiles: built in, and your own
  aima profiles show NAME [--json]        its stages and analyzers, on and off
  aima profiles copy NAME FILE.json       an editable copy, for: aima analyze --profile FILE.json
  aima profiles copy NAME MINE            the same as a profile of your own: aima analyze --profile MINE

  --lang de|en · --data DIR (own profiles lie in DIR/profiles)`,
  de: `aima profiles: welche Analysatoren zusammen laufen, mit welchen Parametern, in welchen Stufen.

  aima profiles list [--json]             alle Profile: eingebaute und eigene
  aima profiles show NAME [--json]        seine Stufen und Analysatoren, an und aus
  aima profiles copy NAME DATEI.json      eine Kopie zum Ändern, für: aima analyze --profile DATEI.json
  aima profiles copy NAME MEINES          dasselbe als eigenes Profil: aima analyze --profile MEINES

  --lang de|en · --data ORDNER (eigene Profile liegen in ORDNER/profiles)`,
};

const en = {
  usage: usage.en,
  unknownCommand: (name: string) => `There is no command 'profiles ${name}'.`,
  unknownProfile: (name: string, known: string) => `There is no profile '${name}'. There are: ${known}.`,
  missingFile: (file: string) => `There is no file ${file}.`,
  badProfile: (file: string, problems: readonly string[]) => `${file} is no profile: ${problems.length === 1 ? problems[0] ?? '' : problems.map((each) => `\n  - ${each}`).join('')}`,
  needsName: 'Name one profile.',
  needsTarget: 'Name a profile and the file that the copy goes to.',
  badName: (name: string) => `'${name}' cannot be the name of a profile: letters, digits, - and _ only, or a path that ends in .json.`,
  nameTaken: (name: string) => `'${name}' is the name of a built-in profile; choose another.`,
  exists: (file: string) => `${file} is there already and is left as it is. Name another file, or remove it first.`,
  copied: (file: string, handle: string) => `${file} is an editable copy. Use it with: aima analyze --profile ${handle}`,
  builtIn: 'built in',
  own: 'your own',
  unusable: 'cannot be used',
  count: (on: number, off: number) => `${on} on${off > 0 ? `, ${off} off` : ''}`,
  tier: (tier: string) => `tier ${tier}`,
  off: 'Off',
  noStages: 'All at once',
  defaultStage: 'without a group',
  apart: 'The stages run one after the other, each from a decode of its own.',
  hidden: (file: string) => `${file} has the name of a built-in profile, which is used in its place. Rename the file.`,
  columns: ['PROFILE', 'ANALYZERS', ''],
  explanation: [
    'Turn an analyzer off with "on": false, on with true. "parameters" shows all it has, at their usual values.',
    '"stages" is the order in which models are opened; an analyzer names its stage, or none for the last one.',
    '"stagesApart": true runs the stages one after the other, for a GPU too small for all models at once.',
    '"comment" may stand anywhere. Use the file with: aima analyze FILM --profile THIS-FILE.json',
  ],
};

const de: typeof en = {
  usage: usage.de,
  unknownCommand: (name) => `Den Befehl 'profiles ${name}' gibt es nicht.`,
  unknownProfile: (name, known) => `Das Profil '${name}' gibt es nicht. Es gibt: ${known}.`,
  missingFile: (file) => `Die Datei ${file} gibt es nicht.`,
  badProfile: (file, problems) => `${file} ist kein Profil: ${problems.length === 1 ? problems[0] ?? '' : problems.map((each) => `\n  - ${each}`).join('')}`,
  needsName: 'Ein Profil nennen.',
  needsTarget: 'Ein Profil nennen und die Datei, in die die Kopie kommt.',
  badName: (name) => `'${name}' kann kein Profil heißen: nur Buchstaben, Ziffern, - und _, oder ein Pfad, der auf .json endet.`,
  nameTaken: (name) => `'${name}' heißt schon ein eingebautes Profil; einen anderen Namen wählen.`,
  exists: (file) => `${file} gibt es schon und bleibt, wie es ist. Eine andere Datei nennen oder sie zuerst löschen.`,
  copied: (file, handle) => `${file} ist eine Kopie zum Ändern. Benutzen mit: aima analyze --profile ${handle}`,
  builtIn: 'eingebaut',
  own: 'eigenes',
  unusable: 'nicht benutzbar',
  count: (on, off) => `${on} an${off > 0 ? `, ${off} aus` : ''}`,
  tier: (tier) => `Stufe ${tier}`,
  off: 'Aus',
  noStages: 'Alle zugleich',
  defaultStage: 'ohne Gruppe',
  apart: 'Die Stufen laufen nacheinander, jede mit eigener Dekodierung.',
  hidden: (file) => `${file} heißt wie ein eingebautes Profil, das statt seiner benutzt wird. Die Datei umbenennen.`,
  columns: ['PROFIL', 'ANALYSATOREN', ''],
  explanation: [
    'Einen Analysator mit "on": false abschalten, mit true einschalten. "parameters" zeigt alle, mit ihren üblichen Werten.',
    '"stages" ist die Reihenfolge, in der Modelle geöffnet werden; ein Analysator nennt seine Stufe, oder keine für die letzte.',
    '"stagesApart": true lässt die Stufen nacheinander laufen, für eine GPU, in die nicht alle Modelle zugleich passen.',
    '"comment" darf überall stehen. Benutzen mit: aima analyze FILM --profile DIESE-DATEI.json',
  ],
};

export type ProfileTexts = typeof en;

export const profileTextsOf = (language: Language): ProfileTexts => ({ en, de })[language];
