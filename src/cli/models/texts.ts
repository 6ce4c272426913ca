/** What `aima models` says, in both languages. */
import type { Language } from '@aima/contract';
import type { ImportOutcome, ModelState, PullOutcome } from '../../models/store/index.ts';

const usage = {
  en: `aima models list                   which models there are, and which are on this machine
aima models pull ID…               fetch models of the full tier, or go on with it
aima models verify [ID…]           hash every file that is here
aima models rollback ID            use the version that was used before
aima models remove ID…             delete fetched models
aima models import DIR             take models from a folder; files are known by their hash
    --accept-licence ID            accept the condition of a licence, for pull and import
    --tier lite|full               only these, for list
    --json                         as JSON on standard output
    --data DIR                     AIMA's own folder (default: ~/.local/share/aima)

AIMA_HUB_URL names a mirror of the hub, AIMA_HUB_TOKEN an account there, AIMA_MODEL_ENTRIES a file or folder with
entries of your own models (docs/guides/models.md).`,
  de: `aima models list                   welche Modelle es gibt und welche auf diesem Rechner sind
aima models pull ID…               Modelle der vollen Stufe laden oder damit weitermachen
aima models verify [ID…]           jede vorhandene Datei mit ihrem Hash prüfen
aima models rollback ID            die davor benutzte Version benutzen
aima models remove ID…             geladene Modelle löschen
aima models import ORDNER          Modelle aus einem Ordner nehmen; Dateien zählen nach ihrem Hash
    --accept-licence ID            die Bedingung einer Lizenz annehmen, bei pull und import
    --tier lite|full               nur diese, bei list
    --json                         als JSON auf der Standardausgabe
    --data ORDNER                  AIMAs eigener Ordner (Vorgabe: ~/.local/share/aima)

AIMA_HUB_URL nennt einen Spiegel des Hubs, AIMA_HUB_TOKEN ein Konto dort, AIMA_MODEL_ENTRIES eine Datei oder einen
Ordner mit Einträgen eigener Modelle (docs/guides/models.md).`,
};

const en = {
  usage: usage.en,
  unknownCommand: (name: string) => `There is no command 'aima models ${name}'.`,
  needsId: 'Name at least one model.',
  needsOne: (what: string) => `Name exactly one ${what}.`,
  model: 'model',
  folder: 'folder',
  unknownModel: (id: string) => `There is no model '${id}'; aima models list shows all.`,
  unknownTier: (name: string) => `There is no tier '${name}'; there are lite and full.`,
  notPulled: (id: string) => `--accept-licence ${id} is not among the models that were named.`,
  columns: ['model', 'tier', 'state', 'size', 'licence', 'task'],
  states: {
    in_package: 'in its package', installed: 'here', earlier_version: 'here, earlier version', unknown_version: 'here, unknown version',
    partial: 'partly here', damaged: 'damaged', missing: 'not here',
  } satisfies Record<ModelState['state'], string>,
  conditional: (accepted: boolean): string => (accepted ? ' (condition accepted)' : ' (has a condition)'),
  orphans: (ids: string) => `In the store, but unknown to this AIMA (aima models remove takes them away): ${ids}`,
  terms: (id: string, task: string, size: string, licence: string, origin: string, from: string) => `${id}: ${task}, ${size}, licence ${licence}. ${origin}\n  from ${from}`,
  condition: (text: string) => `  condition: ${text}`,
  otherLicence: (id: string, told: string) => `${id}: the hub now states the licence '${told}'. The bytes are those of the pinned revision; look at its page before you use it.`,
  progress: (id: string, percent: number, here: string, all: string) => `${id}  ${percent} %  ${here} of ${all}`,
  pulled: { in_package: 'is part of a package and complete', here_already: 'was here already, every byte verified', pulled: 'is here, every byte verified' } satisfies Record<PullOutcome['state'], string>,
  verified: (files: number, models: number) => `Every byte of ${files} ${files === 1 ? 'file' : 'files'} (${models} ${models === 1 ? 'model' : 'models'}) is the one that AIMA knows.`,
  broken: (count: number) => `${count} ${count === 1 ? 'file is' : 'files are'} missing or damaged.`,
  removed: (id: string) => `${id} was removed.`,
  nothingToRemove: (id: string) => `${id} was not here.`,
  rolledBack: (id: string, version: string) => `${id} is now the version ${version}; aima models pull ${id} goes back to the newest.`,
  imports: { imported: 'imported, every byte verified', here_already: 'was here already', incomplete: 'incomplete', licence_not_accepted: 'has a condition that nobody accepted' } satisfies Record<ImportOutcome['state'], string>,
  importHint: (id: string) => `add --accept-licence ${id} to accept it`,
  importMissing: (files: string) => `the folder has no ${files}`,
  nothingToImport: (folder: string) => `The folder ${folder} holds no file that the registry knows.`,
};

const de: typeof en = {
  usage: usage.de,
  unknownCommand: (name) => `Den Befehl 'aima models ${name}' gibt es nicht.`,
  needsId: 'Mindestens ein Modell nennen.',
  needsOne: (what) => `Genau einen Wert nennen: ${what}.`,
  model: 'Modell',
  folder: 'Ordner',
  unknownModel: (id) => `Das Modell '${id}' gibt es nicht; aima models list zeigt alle.`,
  unknownTier: (name) => `Die Stufe '${name}' gibt es nicht; es gibt lite und full.`,
  notPulled: (id) => `--accept-licence ${id} gehört zu keinem der genannten Modelle.`,
  columns: ['Modell', 'Stufe', 'Stand', 'Größe', 'Lizenz', 'Aufgabe'],
  states: {
    in_package: 'in seinem Paket', installed: 'da', earlier_version: 'da, frühere Version', unknown_version: 'da, unbekannte Version',
    partial: 'teilweise da', damaged: 'beschädigt', missing: 'nicht da',
  },
  conditional: (accepted) => (accepted ? ' (Bedingung angenommen)' : ' (mit Bedingung)'),
  orphans: (ids) => `Im Speicher, aber diesem AIMA unbekannt (aima models remove entfernt sie): ${ids}`,
  terms: (id, task, size, licence, origin, from) => `${id}: ${task}, ${size}, Lizenz ${licence}. ${origin}\n  von ${from}`,
  condition: (text) => `  Bedingung: ${text}`,
  otherLicence: (id, told) => `${id}: der Hub nennt jetzt die Lizenz '${told}'. Die Bytes sind die der festgelegten Revision; vor der Nutzung auf der Seite nachsehen.`,
  progress: (id, percent, here, all) => `${id}  ${percent} %  ${here} von ${all}`,
  pulled: { in_package: 'gehört zu einem Paket und ist vollständig', here_already: 'war schon da, jedes Byte geprüft', pulled: 'ist da, jedes Byte geprüft' },
  verified: (files, models) => `Jedes Byte von ${files} ${files === 1 ? 'Datei' : 'Dateien'} (${models} ${models === 1 ? 'Modell' : 'Modelle'}) ist das, das AIMA kennt.`,
  broken: (count) => `${count} ${count === 1 ? 'Datei fehlt oder ist' : 'Dateien fehlen oder sind'} beschädigt.`,
  removed: (id) => `${id} wurde entfernt.`,
  nothingToRemove: (id) => `${id} war nicht da.`,
  rolledBack: (id, version) => `${id} ist jetzt die Version ${version}; aima models pull ${id} führt zur neuesten zurück.`,
  imports: { imported: 'übernommen, jedes Byte geprüft', here_already: 'war schon da', incomplete: 'unvollständig', licence_not_accepted: 'hat eine Bedingung, die niemand angenommen hat' },
  importHint: (id) => `mit --accept-licence ${id} annehmen`,
  importMissing: (files) => `im Ordner fehlt ${files}`,
  nothingToImport: (folder) => `Der Ordner ${folder} enthält keine Datei, die das Verzeichnis der Modelle kennt.`,
};

export type ModelTexts = typeof en;

export const modelTextsOf = (language: Language): ModelTexts => ({ en, de })[language];
