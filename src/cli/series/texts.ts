/** What `series` says on the terminal. */
import type { Language } from '@aima/contract';

const en = {
  help: `aima series FOLDER|FILE…     photos in order, with groups, duplicates, links and doubts
    --out DIR        where results go (default: results); documents that lie there are used
    --no-analysis    without networks: order, groups and duplicates only, in seconds
    --places         GPS may be read, for distances between photos; coordinates are kept nowhere
    --fresh          analyse anew, also what was found before
    --lang de|en     language of sentences
    --json           print series.aima.json on standard output
    --quiet          say only what went wrong
    --data DIR       AIMA's own folder

Writes series.aima.json and series.html. The clock of the camera orders first, then file names, then look.
Faces are not compared: whether two photos show the same person is not looked at.

Exit codes: 0 done · 2 usage or unwritable --out · 3 no photos · 4 partly failed · 130 cancelled`,
  photos: (count: number) => `${count} ${count === 1 ? 'photo' : 'photos'}`,
  skipped: (count: number) => `${count} ${count === 1 ? 'file is' : 'files are'} video or sound and no part of a photo series.`,
  none: 'There are no photos among these files.',
  found: (count: number) => `Results of ${count} ${count === 1 ? 'photo' : 'photos'} from earlier runs are used.`,
  failed: (count: number) => `${count} ${count === 1 ? 'photo' : 'photos'} could not be analysed; they are ordered all the same.`,
  more: (count: number) => `… and ${count} more in series.aima.json`,
  duplicates: 'Duplicates:',
  doubts: 'About the order:',
};

const de: typeof en = {
  help: `aima series ORDNER|DATEI…    Fotos in Reihenfolge, mit Gruppen, Doppelten, Verbindungen und Zweifeln
    --out ORDNER     wohin die Ergebnisse kommen (Vorgabe: results); dort liegende Dokumente werden benutzt
    --no-analysis    ohne Netze: nur Reihenfolge, Gruppen und Doppelte, in Sekunden
    --places         GPS darf gelesen werden, für Entfernungen zwischen Fotos; Koordinaten werden nirgends behalten
    --fresh          neu analysieren, auch was schon gefunden wurde
    --lang de|en     Sprache der Sätze
    --json           series.aima.json ausgeben
    --quiet          nur sagen, was schiefging
    --data ORDNER    AIMAs eigener Ordner

Schreibt series.aima.json und series.html. Zuerst ordnet die Uhr der Kamera, dann Dateinamen, dann das Aussehen.
Gesichter werden nicht verglichen: Ob zwei Fotos dieselbe Person zeigen, wird nicht untersucht.

Rückgabewerte: 0 fertig · 2 Aufruf falsch oder --out nicht beschreibbar · 3 keine Fotos · 4 teilweise fehlgeschlagen · 130 abgebrochen`,
  photos: (count) => `${count} ${count === 1 ? 'Foto' : 'Fotos'}`,
  skipped: (count) => `${count} ${count === 1 ? 'Datei ist' : 'Dateien sind'} Video oder Ton und gehören zu keiner Fotoreihe.`,
  none: 'Unter diesen Dateien sind keine Fotos.',
  found: (count) => `Ergebnisse von ${count} ${count === 1 ? 'Foto' : 'Fotos'} aus früheren Läufen werden benutzt.`,
  failed: (count) => `${count} ${count === 1 ? 'Foto konnte' : 'Fotos konnten'} nicht analysiert werden; geordnet sind sie trotzdem.`,
  more: (count) => `… und ${count} weitere in series.aima.json`,
  duplicates: 'Doppelte:',
  doubts: 'Zur Reihenfolge:',
};

export type SeriesTexts = typeof en;

export const seriesTextsOf = (language: Language): SeriesTexts => ({ en, de })[language];
