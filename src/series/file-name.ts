/** What a file's name says of when, or after what, its photo was taken. */
import path from 'node:path';

export interface NameFacts {
  /** Wall clock or UTC, in milliseconds since 1970. */
  time?: { ms: number; utc: boolean };
  /** Midnight of the day that the name gives without a time. */
  dayMs?: number;
  /** Names of one family differ in numbers only. */
  family: string;
  /** From left to right; a copy's number comes last. */
  numbers: number[];
  /** The family's letters are those of a camera, a phone, a scanner or an ordinal word. */
  familiar: boolean;
  /** Digits of the last running number, as far as it is padded. */
  digits: number;
  burst: boolean;
}

const DAY = String.raw`((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])`;
const CLOCK = String.raw`(\d{2}|\d(?=[-_.:h]))[-_.:h]?([0-5]\d)[-_.:m]?([0-5]\d)s?(?:[-_.]?(\d{3}))?`;
const DAY_AND_TIME = new RegExp(String.raw`(?<!\d)${DAY}(?:[-_.T ]|\s+(?:at|um)\s+)?${CLOCK}(?!\d)(?:\s*([AP])\.?M)?`, 'i');
const DAY_ALONE = new RegExp(String.raw`(?<!\d)${DAY}(?!\d)`);
/** Milliseconds since 1970, as messengers name what they receive: 2001 to 2033. */
const UNIX_MS = /(?<!\d)(1\d{12})(?!\d)/;
/** Google's phones write UTC into names; so do all that count from 1970. */
const UTC_NAMES = /^pxl_/i;
/** Directories and names of cameras (JEITA CP-3461, DCF), makers' own prefixes, and words for parts. */
const FAMILIAR = /^_?(?:dsc[nf]?|img|mg|imag|imgp|p|gopr|gp|dji|sam|cimg|pict|hpim|kif|mvi|sdc|sany|photo|foto|bild|image|picture|pic|scan|page|seite|part|teil|frame)[\W_]*#/i;
const COPY = /(?:[\s_-]*(?:\((\d+)\)|-?\s*(?:copy|kopie|edited|bearbeitet|edit)(?:\s*\(?(\d+)\)?)?|~(\d+)))$/i;
const DCF_FOLDER = /^(\d{3})[A-Z0-9_]{5}$/i;

function dayAndTime(stem: string): { ms: number; rest: string } | undefined {
  const found = DAY_AND_TIME.exec(stem);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0] = [found[1], found[3], found[4]].map(Number);
  const [hour12 = 0, minute = 0, second = 0, ms = 0] = [found[5], found[6], found[7], found[8] ?? 0].map(Number);
  const half = found[9]?.toUpperCase();
  const hour = half === undefined ? hour12 : (hour12 % 12) + (half === 'P' ? 12 : 0);
  const at = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  if (hour > 23 || new Date(at).getUTCDate() !== day) return undefined;
  return { ms: at, rest: stem.slice(0, found.index) + stem.slice(found.index + found[0].length) };
}

function dayOnly(stem: string): { dayMs: number; rest: string } | undefined {
  const found = DAY_ALONE.exec(stem);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0] = [found[1], found[3], found[4]].map(Number);
  const at = Date.UTC(year, month - 1, day);
  return new Date(at).getUTCDate() === day ? { dayMs: at, rest: stem.slice(0, found.index) + stem.slice(found.index + found[0].length) } : undefined;
}

interface Counted {
  family: string;
  numbers: number[];
  digits: number;
}

/** `IMG_1234 (1)` → family `img_# (#)`, numbers 1234 and 1. A folder of a camera counts before its files; others divide families. */
function counted(stem: string, folder: string): Counted {
  const copy = COPY.exec(stem);
  const bare = copy ? stem.slice(0, copy.index) : stem;
  const groups = bare.match(/\d+/g) ?? [];
  const dcf = DCF_FOLDER.exec(path.posix.basename(folder));
  const copyNumber = copy ? Number(copy[1] ?? copy[2] ?? copy[3] ?? 1) : 0;
  return {
    family: `${dcf ? `${path.posix.dirname(folder)}/#` : folder}/${bare.toLowerCase().replace(/\d+/g, '#')}${groups.length === 0 ? ' (#)' : ''}`,
    numbers: [...dcf ? [Number(dcf[1])] : [], ...groups.map(Number), copyNumber],
    digits: groups.at(-1)?.length ?? 0,
  };
}

const familiar = (family: string): boolean => FAMILIAR.test(path.posix.basename(family));

/** `fileName`: path below the series' folder, with forward slashes. */
export function readName(fileName: string): NameFacts {
  const folder = path.posix.dirname(fileName);
  const stem = path.posix.basename(fileName, path.posix.extname(fileName)).normalize('NFC');
  const burst = /burst/i.test(stem);
  const withTime = dayAndTime(stem);
  if (withTime) {
    const rest = counted(withTime.rest, folder);
    return { ...rest, time: { ms: withTime.ms, utc: UTC_NAMES.test(stem) }, familiar: true, burst };
  }
  const unix = UNIX_MS.exec(stem);
  if (unix) return { ...counted(stem.replace(UNIX_MS, ''), folder), time: { ms: Number(unix[1]), utc: true }, familiar: true, burst };
  const withDay = dayOnly(stem);
  if (withDay) return { ...counted(withDay.rest, folder), dayMs: withDay.dayMs, familiar: true, burst };
  const plain = counted(stem, folder);
  return { ...plain, familiar: familiar(plain.family), burst };
}
