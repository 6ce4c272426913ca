/** Every sentence that the command line says, in both languages. */
import type { Language } from '@aima/contract';

const usage = {
  en: `AIMA: what is in videos, photos and sound, as one timeline.

  aima | aima serve             the server: API and page on http://127.0.0.1:8000
      --port N, --host ADDRESS  where it listens; beyond this machine only with --cert FILE --key FILE,
                                behind a proxy (--behind-proxy ADDRESS) or with the explicit word --insecure-http
      --data DIR, --config FILE AIMA's own folder, and the configuration file (default: aima.config.json in it)
      --only api|orchestrator   a part of the server, where several processes share one PostgreSQL
      --log-level LEVEL         silent, error, warn, info, debug, trace (default: info)
  aima config                   its configuration, value by value, with where each comes from (--json, --check)
  aima analyze FILE|FOLDER…     analyse media on this machine
      --out DIR                 where results go (default: results)
      --profile NAME|FILE.json  which analyzers run, with which parameters (default: lite)
      --tier lite|full          by which method: full needs pulled models (default: lite)
      --analyzers a,b,-c        only these, or with - all of the profile but these
      --lang de|en              language of sentences and of the page
      --set A.PARAMETER=VALUE   changes a parameter of analyzer A (may be repeated)
      --fresh                   look for everything anew, also what was found within the last hour
      --window SECONDS          films much longer than this are analysed in windows of this length (default: 600; 0: never)
      --one-by-one              each analyzer on its own, for comparison (slow)
      --embed                   put a small playable copy beside each page
      --json                    print the whole result as JSON on standard output
      --quiet                   say only what went wrong
      --data DIR                AIMA's own folder (default: ~/.local/share/aima)
  aima analyze ADDRESS|-        a file, a page's video or what plays: https, .m3u8, rtsp, standard input (docs/guides/live-and-urls.md)
      --enable-urls             addresses may be opened (or AIMA_URL_IMPORT=on)
      --i-have-the-right        I may use what the address leads to (or AIMA_URL_RIGHTS=confirmed)
      --max-gib N               largest file that is loaded (default: 20)
      --live                    the address plays now: record and analyse it as it comes
      --segment SECONDS         length of the pieces of what plays (default: 10)
      --for 90s|10m|1h          end by itself after so much of what plays
  aima analyze-frame FILE.json  a frame and its sound as arrays of numbers (docs/guides/programs.md)
  aima analyzers [NAME]         what can be reported, how, how fast, and is it here (--json)
  aima profiles …               list, show, copy (see aima profiles --help)
  aima series FOLDER|FILE…      photos in order, with groups and duplicates (see aima series --help)
  aima models …                 list, pull, verify, rollback, remove, import (see aima models --help)
  aima backup FILE | restore FILE   everything but media bytes, and back (see aima backup --help)
  aima doctor [--json]          does everything work here, and which device computes?
  aima login|upload|jobs|start|watch|results|…   everything that a server does (see aima login --help)
  aima help | version

Exit codes: 0 done · 1 internal error · 2 usage or unwritable --out · 3 nothing readable
            4 partly failed or incomplete · 130 cancelled`,
  de: `AIMA: was in Videos, Fotos und Ton steckt, als eine Zeitleiste.

  aima | aima serve             der Server: API und Seite auf http://127.0.0.1:8000
      --port N, --host ADRESSE  wo er lauscht; über diesen Rechner hinaus nur mit --cert DATEI --key DATEI,
                                hinter einem Proxy (--behind-proxy ADRESSE) oder mit dem Wort --insecure-http
      --data ORDNER             AIMAs eigener Ordner
      --config DATEI            die Konfigurationsdatei (Vorgabe: aima.config.json in ihm)
      --only api|orchestrator   ein Teil des Servers, wo mehrere Prozesse ein PostgreSQL teilen
      --log-level STUFE         silent, error, warn, info, debug, trace (Vorgabe: info)
  aima config                   seine Konfiguration, Wert für Wert, und woher jeder kommt (--json, --check)
  aima analyze DATEI|ORDNER…    Medien auf diesem Rechner analysieren
      --out ORDNER              wohin die Ergebnisse kommen (Vorgabe: results)
      --profile NAME|DATEI.json welche Analysatoren laufen, mit welchen Parametern (Vorgabe: lite)
      --tier lite|full          nach welcher Methode: full braucht geladene Modelle (Vorgabe: lite)
      --analyzers a,b,-c        nur diese, oder mit - alle des Profils außer diesen
      --lang de|en              Sprache der Sätze und der Seite
      --set A.PARAMETER=WERT    ändert einen Parameter von Analysator A (mehrmals möglich)
      --fresh                   alles neu suchen, auch was in der letzten Stunde gefunden wurde
      --window SEKUNDEN         viel längere Filme werden in Fenstern dieser Länge analysiert (Vorgabe: 600; 0: nie)
      --one-by-one              jeden Analysator für sich, zum Vergleich (langsam)
      --embed                   eine kleine abspielbare Kopie neben jede Seite legen
      --json                    das ganze Ergebnis als JSON ausgeben
      --quiet                   nur sagen, was schiefging
      --data ORDNER             AIMAs eigener Ordner (Vorgabe: ~/.local/share/aima)
  aima analyze ADRESSE|-        eine Datei, das Video einer Seite oder was läuft: https, .m3u8, rtsp, Standardeingabe (docs/guides/live-and-urls.md)
      --enable-urls             Adressen dürfen geöffnet werden (oder AIMA_URL_IMPORT=on)
      --i-have-the-right        ich darf verwenden, wohin die Adresse führt (oder AIMA_URL_RIGHTS=confirmed)
      --max-gib N               größte Datei, die geladen wird (Vorgabe: 20)
      --live                    die Adresse läuft gerade: aufzeichnen und dabei analysieren
      --segment SEKUNDEN        Länge der Stücke von dem, was läuft (Vorgabe: 10)
      --for 90s|10m|1h          nach so viel von dem, was läuft, von selbst enden
  aima analyze-frame DATEI.json ein Bild und sein Ton als Zahlenreihen (docs/guides/programs.md)
  aima analyzers [NAME]         was berichtet werden kann, wie, wie schnell, ob es hier ist (--json)
  aima profiles …               list, show, copy (siehe aima profiles --help)
  aima series ORDNER|DATEI…     Fotos in Reihenfolge, mit Gruppen und Doppelten (siehe aima series --help)
  aima models …                 list, pull, verify, rollback, remove, import (siehe aima models --help)
  aima backup DATEI | restore DATEI   alles außer den Bytes der Medien, und zurück (siehe aima backup --help)
  aima doctor [--json]          läuft hier alles, und welches Gerät rechnet?
  aima login|upload|jobs|start|watch|results|…   alles, was ein Server tut (siehe aima login --help)
  aima help | version

Rückgabewerte: 0 fertig · 1 interner Fehler · 2 Aufruf falsch oder --out nicht beschreibbar
               3 nichts Lesbares · 4 teilweise fehlgeschlagen oder unvollständig · 130 abgebrochen`,
};

const en = {
  usage: usage.en,
  unknownCommand: (name: string) => `There is no command '${name}'.`,
  needsFrameFile: 'Name one JSON file with the frame, or - for standard input.',
  noInput: 'Name at least one file or folder to analyse.',
  unknownTier: (name: string) => `There is no tier '${name}'; there are lite and full.`,
  nothingSelected: 'No analyzer is left to run.',
  badSetting: (setting: string) => `--set wants ANALYZER.PARAMETER=VALUE, not '${setting}'.`,
  badWindow: (given: string, least: number) => `--window is a number of seconds, at least ${least}, or 0 for one go, not '${given}'.`,
  windowDone: (until: string, count: number) => `analysed up to ${until}: ${count} findings so far`,
  windowsTaken: (until: string) => `going on at ${until}: everything before was analysed by an earlier call (--fresh looks anew)`,
  settingOfNone: (name: string) => `--set names ${name}, which is not among the analyzers that run.`,
  reused: (count: number) => `${count} ${count === 1 ? 'analyzer was' : 'analyzers were'} taken over from a job within the last hour (--fresh looks anew).`,
  unwritable: (folder: string, why: string) => `The folder ${folder} cannot be written: ${why} Choose another with --out.`,
  dataUnwritable: (folder: string, why: string) => `AIMA's own folder ${folder} cannot be written: ${why} Choose another with --data or AIMA_DATA.`,
  folderEmpty: (name: string) => `The folder ${name} holds no media.`,
  skipped: (count: number) => `${count} other ${count === 1 ? 'file' : 'files'} in the folders ${count === 1 ? 'is' : 'are'} no media and ${count === 1 ? 'was' : 'were'} left alone.`,
  stage: { load: 'loading', read: 'reading', open: 'starting', analyse: 'analysing', finish: 'finishing', write: 'writing' },
  left: (time: string) => `${time} left`,
  retry: (attempt: number, most: number, why: string) => `The worker was lost (${why}); going on from what is finished, attempt ${attempt} of ${most}.`,
  done: (findings: number, seconds: string, times: string | undefined) => `${findings} findings in ${seconds} s${times === undefined ? '' : ` (${times} × real time)`}`,
  slow: (names: readonly string[]) => `slow; ${names.join(', ')} took most of the time. Without them: --analyzers ${names.map((name) => `-${name}`).join(',')}, or "on": false in a copy of the profile (aima profiles copy).`,
  failed: (why: string) => `failed: ${why}`,
  notRun: (why: string) => `did not run: ${why}`,
  runCancelled: 'cancelled',
  coverage: (percent: number) => `Only ${percent} % of it could be analysed.`,
  sameContent: (other: string) => `has the same content as ${other}`,
  machineGone: 'The worker was wiped and is gone.',
  machineNotGone: (why: string) => `The worker could not be confirmed as gone: ${why}`,
  cancelled: 'Cancelled. What was finished is kept.',
  results: (folder: string) => `Results: ${folder}`,
  reasons: { no_audio: 'no sound', unsupported_media: 'not for this kind of medium', language_needs_full_tier: 'the language needs the full tier', needs_full_tier: 'needs the full tier', no_history: 'no history' } as Record<string, string>,
};

const de: typeof en = {
  usage: usage.de,
  unknownCommand: (name) => `Den Befehl '${name}' gibt es nicht.`,
  needsFrameFile: 'Eine JSON-Datei mit dem Bild nennen, oder - für die Standardeingabe.',
  noInput: 'Mindestens eine Datei oder einen Ordner nennen.',
  unknownTier: (name) => `Die Stufe '${name}' gibt es nicht; es gibt lite und full.`,
  nothingSelected: 'Es bleibt kein Analysator übrig.',
  badSetting: (setting: string) => `--set braucht ANALYSATOR.PARAMETER=WERT, nicht '${setting}'.`,
  badWindow: (given, least) => `--window ist eine Zahl von Sekunden, mindestens ${least}, oder 0 für alles in einem Zug, nicht '${given}'.`,
  windowDone: (until, count) => `bis ${until} analysiert: bisher ${count} Funde`,
  windowsTaken: (until) => `weiter ab ${until}: alles davor hat ein früherer Aufruf analysiert (--fresh sucht neu)`,
  settingOfNone: (name: string) => `--set nennt ${name}; dieser Analysator läuft nicht.`,
  reused: (count: number) => `${count} ${count === 1 ? 'Analysator wurde' : 'Analysatoren wurden'} aus einem Lauf der letzten Stunde übernommen (--fresh sucht neu).`,
  unwritable: (folder, why) => `In den Ordner ${folder} kann nicht geschrieben werden: ${why} Mit --out einen anderen wählen.`,
  dataUnwritable: (folder, why) => `In AIMAs eigenen Ordner ${folder} kann nicht geschrieben werden: ${why} Mit --data oder AIMA_DATA einen anderen wählen.`,
  folderEmpty: (name) => `Der Ordner ${name} enthält keine Medien.`,
  skipped: (count) => `${count} andere ${count === 1 ? 'Datei' : 'Dateien'} in den Ordnern ${count === 1 ? 'ist kein Medium und wurde' : 'sind keine Medien und wurden'} übergangen.`,
  stage: { load: 'lädt', read: 'liest', open: 'startet', analyse: 'analysiert', finish: 'schließt ab', write: 'schreibt' },
  left: (time) => `noch ${time}`,
  retry: (attempt, most, why) => `Der Worker ging verloren (${why}); es geht weiter mit dem, was fertig ist, Versuch ${attempt} von ${most}.`,
  done: (findings, seconds, times) => `${findings} Funde in ${seconds} s${times === undefined ? '' : ` (${times} × Echtzeit)`}`,
  slow: (names) => `langsam; die meiste Zeit brauchten ${names.join(', ')}. Ohne sie: --analyzers ${names.map((name) => `-${name}`).join(',')}, oder "on": false in einer Kopie des Profils (aima profiles copy).`,
  failed: (why) => `fehlgeschlagen: ${why}`,
  notRun: (why) => `lief nicht: ${why}`,
  runCancelled: 'abgebrochen',
  coverage: (percent) => `Nur ${percent} % davon konnten analysiert werden.`,
  sameContent: (other) => `hat denselben Inhalt wie ${other}`,
  machineGone: 'Der Worker wurde geleert und ist beendet.',
  machineNotGone: (why) => `Dass der Worker beendet ist, ließ sich nicht bestätigen: ${why}`,
  cancelled: 'Abgebrochen. Was fertig war, ist behalten.',
  results: (folder) => `Ergebnisse: ${folder}`,
  reasons: { no_audio: 'kein Ton', unsupported_media: 'nicht für diese Art von Medium', language_needs_full_tier: 'die Sprache braucht die volle Stufe', needs_full_tier: 'braucht die volle Stufe', no_history: 'keine Vorgeschichte' },
};

export type Texts = typeof en;

export const textsOf = (language: Language): Texts => ({ en, de })[language];
