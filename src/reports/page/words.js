/** The page's language: sentences, labels, numbers, times. Pure. */
import { strings } from './strings.js';
import { attributeNames, findingWords, ownWords } from './finding-words.js';
import { analyzerNames, englishLabels, germanLabels } from './label-words.js';

/** @import { Language, Run } from '@aima/contract' */
/** @import { StringKey } from './strings.js' */

/** @typedef {ReturnType<typeof createWords>} Words */

/** @param {number} n */
const twoDigits = (n) => String(n).padStart(2, '0');

/**
 * Milliseconds as 00:12.4, with hours where there are any (1:02:03.4); rounded down to the tenth.
 * @param {number} atMs
 */
export function clockTime(atMs) {
  const tenths = Math.floor(Math.max(0, atMs) / 100 + 1e-6);
  const seconds = Math.floor(tenths / 10);
  const hours = Math.floor(seconds / 3600);
  const tail = `${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}.${tenths % 10}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** @type {Record<Run['status'], StringKey>} */
const statusKeys = {
  waiting: 'statusWaiting', running: 'statusRunning', done: 'statusDone', failed: 'statusFailed', cancelled: 'statusCancelled', held: 'statusHeld', not_run: 'statusNotRun',
};

/** @type {Record<string, StringKey>} */
const reasonKeys = {
  possible_minor: 'reasonPossibleMinor', age_unknown: 'reasonAgeUnknown', age_uncertain: 'reasonAgeUncertain', lite_instead_of_full: 'reasonLiteInstead', GATE_FAILED: 'reasonGateFailed', CANCELLED: 'statusCancelled',
  not_selected: 'reasonNotSelected', needs_full_tier: 'reasonFullTier', language_needs_full_tier: 'reasonLanguage', no_audio: 'reasonNoAudio', no_history: 'reasonNoHistory', unsupported_media: 'reasonUnsupported',
};

/** Own entries only: a label may be called `constructor`. @template T @param {Record<string, T>} table @param {string} key @returns {T | undefined} */
const lookUp = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);

/** @param {string} word */
const spaced = (word) => word.replaceAll('_', ' ');

/** @param {number} bytes @param {(value: number, digits: number) => string} number */
function byteWords(bytes, number) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${number(value, value < 10 && unit > 0 ? 1 : 0)}\u00a0${units[unit] ?? ''}`;
}

/** @param {string} iso @param {string} locale The date as the document's own clock shows it. */
function dateWords(iso, locale) {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

/** @param {Language} language */
export function createWords(language) {
  const table = strings[language];
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const labels = language === 'de' ? germanLabels : englishLabels;

  /** @param {StringKey} key @param {Record<string, string | number>} [values] @returns {string} */
  const t = (key, values = {}) => table[key].replace(/\{(\w+)\}/g, (_whole, /** @type {string} */ name) => String(values[name] ?? ''));
  /** Making a format costs far more than using it, and boxes need one in every frame. */
  const formats = [0, 1, 2].map((digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  /** @param {number} value @param {number} [digits] 0, 1 or 2. */
  const number = (value, digits = 0) => formats[digits]?.format(value) ?? String(value);
  /** @param {number} value */
  const percent = (value) => `${number(Math.floor(value * 100 + 1e-6))}\u00a0%`;
  /** @param {number} confidence 0..1; the same steps as in the analyzers' sentences. */
  const certainty = (confidence) => t(confidence < 0.3 ? 'hardlyCertain' : confidence < 0.6 ? 'uncertain' : confidence < 0.85 ? 'likely' : 'veryLikely');
  /** The word of a known reason, else what the run itself says. @param {Run} run */
  const shortReason = (run) => {
    const key = run.reason === undefined ? undefined : lookUp(reasonKeys, run.reason);
    return key ? t(key) : run.message?.replace(/\.$/, '') ?? (run.reason ? spaced(run.reason) : t('reasonUnknown'));
  };
  /** @param {Run} run */
  const reason = (run) => run.message ?? shortReason(run);

  /** @param {string} code Of a language, such as `de`. */
  const tongue = (code) => {
    try {
      return new Intl.DisplayNames([language], { type: 'language' }).of(code) ?? code;
    } catch {
      // Whatever stands there, it is no language code.
      return code;
    }
  };

  return {
    language, t, number, tongue, percent, certainty, reason, shortReason, clockTime,
    /** @param {string} label @param {string} [analyzer] Whose label it is: some words mean another thing elsewhere. */
    label: (label, analyzer = '') => lookUp(ownWords, `${analyzer}.${label}`)?.[language] ?? lookUp(labels, label) ?? lookUp(findingWords, label)?.[language] ?? lookUp(labels, spaced(label)) ?? spaced(label),
    /** @param {string} name Of an attribute; an unknown one is taken apart into its words. */
    attribute: (name) => lookUp(attributeNames, name)?.[language] ?? spaced(name.replace(/([a-z])([A-Z])/g, '$1 $2')).toLowerCase(),
    /** @param {string} name */
    analyzer: (name) => lookUp(analyzerNames, name)?.[language] ?? spaced(name),
    /** @param {Run['status']} status */
    status: (status) => (Object.hasOwn(statusKeys, status) ? t(statusKeys[status]) : spaced(status)),
    /** @param {number} confidence */
    confidence: (confidence) => `${certainty(confidence)} · ${number(confidence, 2)}`,
    /** @param {number} value */
    seconds: (value) => `${number(value, value < 10 ? 2 : 1)}\u00a0s`,
    /** @param {number} value */
    bytes: (value) => byteWords(value, number),
    /** @param {string} iso */
    date: (iso) => dateWords(iso, locale),
    /** @param {number} startMs @param {number} endMs */
    range: (startMs, endMs) => (endMs > startMs ? `${clockTime(startMs)}\u2013${clockTime(endMs)}` : clockTime(startMs)),
  };
}
