/** What `aima doctor` says, in both languages. */
import type { Language } from '@aima/contract';

const number = (language: Language, digits: number) => (value: number): string => value.toLocaleString(language, { maximumFractionDigits: digits });

const usage = {
  en: `aima doctor                        does everything work on this machine, and what computes here?
    --json                         as JSON on standard output
    --lang de|en                   language of the lines
    --data DIR                     AIMA's own folder (default: ~/.local/share/aima)

Exit codes: 0 nothing is wrong (warnings may be) · 1 something is · 2 wrong call · 130 cancelled`,
  de: `aima doctor                        läuft auf diesem Rechner alles, und was rechnet hier?
    --json                         als JSON auf der Standardausgabe
    --lang de|en                   Sprache der Zeilen
    --data ORDNER                  AIMAs eigener Ordner (Vorgabe: ~/.local/share/aima)

Rückgabewerte: 0 nichts ist falsch (Warnungen möglich) · 1 etwas ist falsch · 2 Aufruf falsch · 130 abgebrochen`,
};

const [one, none] = [number('en', 1), number('en', 0)];
const [eins, keins] = [number('de', 1), number('de', 0)];
const device = { cpu: 'CPU', cuda: 'GPU (CUDA)' } as const;

const en = {
  usage: usage.en,
  states: { ok: 'ok', warning: 'warning', problem: 'PROBLEM' },
  nextStep: (what: string): string => `→ ${what}`,
  verdict: (problems: number, warnings: number): string => (problems > 0 ? `${problems} ${problems === 1 ? 'thing is' : 'things are'} wrong.` : warnings > 0 ? `Nothing is wrong; ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.` : 'Nothing is wrong.'),
  program: (name: string, version: string): string => `${name} ${version}`,
  noProgram: (name: string, path: string): string => `${name} cannot be started (${path}).`,
  installFfmpeg: 'Install ffmpeg, for example: sudo apt-get install ffmpeg',
  newerNode: (least: number): string => `Install Node.js ${least} or newer.`,
  cores: (count: number): string => `${count} CPU ${count === 1 ? 'core' : 'cores'}`,
  memory: (gib: number): string => `${one(gib)} GiB of memory`,
  moreMemory: (least: number): string => `With less than ${least} GiB long films may run out of memory; close other programs.`,
  writable: (data: string): string => `AIMA's folder ${data} can be written`,
  unwritable: (data: string, why: string): string => `AIMA's folder ${data} cannot be written: ${why}`,
  otherFolder: 'Choose another with --data or AIMA_DATA, or change its permissions.',
  free: (gib: number): string => `${one(gib)} GiB free there`,
  makeRoom: (least: number): string => `Free at least ${least} GiB.`,
  liteModels: (count: number): string => `${count} lite models are here, every byte verified`,
  liteBroken: (ids: string): string => `These lite models are missing or damaged: ${ids}.`,
  installAgain: 'Run npm ci.',
  fullModels: (ids: readonly string[], all: number): string => `${ids.length} of ${all} models of the full tier are here${ids.length > 0 ? `: ${ids.join(', ')}` : ''} (aima models pull fetches them)`,
  partial: (id: string): string => `${id} is only partly here.`,
  damaged: (id: string): string => `${id} is damaged.`,
  ownModels: (count: number): string => `${count} ${count === 1 ? 'entry' : 'entries'} of your own models`,
  correctEntry: 'docs/guides/models.md shows the form.',
  worker: 'A worker starts and answers',
  workerFails: (why: string): string => `The worker does not work: ${why}`,
  computes: (name: 'cpu' | 'cuda', gigaflops: number, threads: number, ratio?: number): string =>
    `The ${device[name]} computes, proven by the profiler of ONNX Runtime: ${none(gigaflops)} GFLOP/s${name === 'cpu' ? ` with ${threads} ${threads === 1 ? 'thread' : 'threads'}` : ''}${ratio === undefined ? '' : `, ${one(ratio)} × one CPU thread`}`,
  deviceFails: (name: 'cpu' | 'cuda', why: string): string => `The ${device[name]} was to compute and does not: ${why}`,
  otherDevice: (asked: 'cpu' | 'cuda', computed: string): string => `The ${device[asked]} was to compute, but ${computed} did.`,
  checkDriver: 'Check the driver and the CUDA libraries; AIMA_DEVICE=cpu goes without.',
  reportIt: 'Please report it with this line.',
  gpu: (name: string, all: number, free: number, limit: number, driver: string): string => `${name}, ${one(all)} GiB, ${one(free)} free, models may fill it up to ${one(limit)} (driver ${driver})`,
  gpuUnknown: 'The driver tells nothing about the GPU; its memory is not watched.',
  noGpu: (why: string): string => `No GPU is used: ${why}`,
  gpuIdle: (why: string): string => `There is a GPU that computes, but it is not used: ${why}`,
  useGpu: 'Unset AIMA_DEVICE, or set it to cuda.',
  precision: (of: string, ratio?: number): string => `${of === 'float16' ? '16-bit weights are taken where a model has them' : '32-bit weights'}${ratio === undefined ? '' : `; 16 bits run at ${one(ratio)} × the speed of 32 here`}`,
  batch: (rows: number): string => (rows > 1 ? `Calls that wait for the same network run together, up to ${rows} at once` : 'Each call of a network runs by itself; on a CPU larger batches are no faster'),
  budget: (gib: number): string => `Resting models are released above ${one(gib)} GiB`,
  noServer: 'No model server is set (AIMA_OPENAI_BASE_URL); only the full tier of speech and later language models need one',
  server: (url: string, count: number): string => `The model server at ${url} answers and serves ${count} ${count === 1 ? 'model' : 'models'}`,
  notServed: (names: string, served: string): string => `The model server does not serve ${names}; it serves ${served === '' ? 'nothing' : served}.`,
  checkServer: 'Check AIMA_OPENAI_BASE_URL and AIMA_OPENAI_API_KEY, and that the server runs.',
  checkNames: 'Check AIMA_OPENAI_SPEECH_MODEL, AIMA_OPENAI_TEXT_MODEL and AIMA_OPENAI_VISION_MODEL.',
};

const de: typeof en = {
  usage: usage.de,
  states: { ok: 'gut', warning: 'Warnung', problem: 'FEHLER' },
  nextStep: (what) => `→ ${what}`,
  verdict: (problems, warnings) => (problems > 0 ? `${problems} ${problems === 1 ? 'Sache ist' : 'Dinge sind'} falsch.` : warnings > 0 ? `Nichts ist falsch; ${warnings} ${warnings === 1 ? 'Warnung' : 'Warnungen'}.` : 'Nichts ist falsch.'),
  program: (name, version) => `${name} ${version}`,
  noProgram: (name, path) => `${name} lässt sich nicht starten (${path}).`,
  installFfmpeg: 'ffmpeg installieren, zum Beispiel: sudo apt-get install ffmpeg',
  newerNode: (least) => `Node.js ${least} oder neuer installieren.`,
  cores: (count) => `${count} ${count === 1 ? 'Prozessorkern' : 'Prozessorkerne'}`,
  memory: (gib) => `${eins(gib)} GiB Arbeitsspeicher`,
  moreMemory: (least) => `Unter ${least} GiB kann bei langen Filmen der Speicher ausgehen; andere Programme schließen.`,
  writable: (data) => `In AIMAs Ordner ${data} kann geschrieben werden`,
  unwritable: (data, why) => `In AIMAs Ordner ${data} kann nicht geschrieben werden: ${why}`,
  otherFolder: 'Mit --data oder AIMA_DATA einen anderen wählen oder dessen Rechte ändern.',
  free: (gib) => `${eins(gib)} GiB sind dort frei`,
  makeRoom: (least) => `Mindestens ${least} GiB frei machen.`,
  liteModels: (count) => `${count} Modelle der Stufe lite sind da, jedes Byte geprüft`,
  liteBroken: (ids) => `Diese Modelle der Stufe lite fehlen oder sind beschädigt: ${ids}.`,
  installAgain: 'npm ci ausführen.',
  fullModels: (ids, all) => `${ids.length} von ${all} Modellen der vollen Stufe sind da${ids.length > 0 ? `: ${ids.join(', ')}` : ''} (aima models pull lädt sie)`,
  partial: (id) => `${id} ist nur teilweise da.`,
  damaged: (id) => `${id} ist beschädigt.`,
  ownModels: (count) => `${count} ${count === 1 ? 'Eintrag' : 'Einträge'} eigener Modelle`,
  correctEntry: 'docs/guides/models.md zeigt die Form.',
  worker: 'Ein Worker startet und antwortet',
  workerFails: (why) => `Der Worker arbeitet nicht: ${why}`,
  computes: (name, gigaflops, threads, ratio) =>
    `Die ${device[name]} rechnet, belegt durch die Messung von ONNX Runtime: ${keins(gigaflops)} GFLOP/s${name === 'cpu' ? ` mit ${threads} ${threads === 1 ? 'Thread' : 'Threads'}` : ''}${ratio === undefined ? '' : `, ${eins(ratio)} × ein CPU-Thread`}`,
  deviceFails: (name, why) => `Die ${device[name]} sollte rechnen und tut es nicht: ${why}`,
  otherDevice: (asked, computed) => `Die ${device[asked]} sollte rechnen, gerechnet hat ${computed}.`,
  checkDriver: 'Treiber und CUDA-Bibliotheken prüfen; mit AIMA_DEVICE=cpu geht es ohne.',
  reportIt: 'Bitte mit dieser Zeile melden.',
  gpu: (name, all, free, limit, driver) => `${name}, ${eins(all)} GiB, ${eins(free)} frei, Modelle dürfen sie bis ${eins(limit)} füllen (Treiber ${driver})`,
  gpuUnknown: 'Der Treiber sagt nichts über die GPU; ihr Speicher wird nicht überwacht.',
  noGpu: (why) => `Es wird keine GPU benutzt: ${why}`,
  gpuIdle: (why) => `Es gibt eine GPU, die rechnet, sie wird aber nicht benutzt: ${why}`,
  useGpu: 'AIMA_DEVICE weglassen oder auf cuda setzen.',
  precision: (of, ratio) => `${of === 'float16' ? 'Gewichte mit 16 Bit, wo ein Modell sie hat' : 'Gewichte mit 32 Bit'}${ratio === undefined ? '' : `; 16 Bit laufen hier mit ${eins(ratio)} × der Geschwindigkeit von 32`}`,
  batch: (rows) => (rows > 1 ? `Aufrufe, die auf dasselbe Netz warten, laufen gemeinsam, bis zu ${rows} auf einmal` : 'Jeder Aufruf eines Netzes läuft für sich; auf einer CPU sind größere Stapel nicht schneller'),
  budget: (gib) => `Ruhende Modelle werden über ${eins(gib)} GiB freigegeben`,
  noServer: 'Kein Modell-Server eingestellt (AIMA_OPENAI_BASE_URL); nur die volle Stufe der Sprache und später Sprachmodelle brauchen einen',
  server: (url, count) => `Der Modell-Server unter ${url} antwortet und stellt ${count} ${count === 1 ? 'Modell' : 'Modelle'} bereit`,
  notServed: (names, served) => `Der Modell-Server stellt ${names} nicht bereit, sondern ${served === '' ? 'nichts' : served}.`,
  checkServer: 'AIMA_OPENAI_BASE_URL und AIMA_OPENAI_API_KEY prüfen und ob der Server läuft.',
  checkNames: 'AIMA_OPENAI_SPEECH_MODEL, AIMA_OPENAI_TEXT_MODEL und AIMA_OPENAI_VISION_MODEL prüfen.',
};

export type DoctorTexts = typeof en;

export const doctorTextsOf = (language: Language): DoctorTexts => ({ en, de })[language];
