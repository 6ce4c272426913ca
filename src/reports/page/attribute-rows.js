/** Attributes of a finding as rows for people: units, degrees and ranges in words; vectors and masks are left out. Pure. */

/** @import { Observation } from '@aima/contract' */
/** @import { Words } from './words.js' */

/** Drawn elsewhere, or of use for machines only. */
const UNTOLD = new Set(['keypoints', 'landmarks', 'mask', 'embedding', 'lines', 'palette', 'method', 'fromYears', 'toYears']);
const MOST_LETTERS = 160;
/** Shares of a classifier that are worth a word. */
const LEAST_SHARE = 0.05;

/** Ends of names that say the unit. @type {[RegExp, string][]} */
const units = [
  [/Dbfs$/, '\u00a0dBFS'], [/Dbtp$/, '\u00a0dBTP'], [/Db$/, '\u00a0dB'], [/Lufs$/, '\u00a0LUFS'], [/Lu$/, '\u00a0LU'], [/Hz$/, '\u00a0Hz'], [/Degrees(PerSecond)?$/, '°'], [/Semitones$/, '\u00a0HT'], [/Pixels$/, '\u00a0px'],
];

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rounded as in the sentences of findings. @param {number} share @param {Words} words */
const shareText = (share, words) => `${words.number(share * 100)}\u00a0%`;

/** @param {string} name @param {number} value @param {Words} words */
export function figureWords(name, value, words) {
  if (/(Share|ErrorRate)$/.test(name)) return shareText(value, words);
  if (/Years$/.test(name)) return words.t('yearsLong', { count: words.number(value) });
  if (/AtMs$/.test(name)) return words.clockTime(value);
  if (/Ms$/.test(name)) return words.seconds(value / 1000);
  const unit = units.find(([ending]) => ending.test(name))?.[1] ?? '';
  const shown = unit === '\u00a0HT' && words.language === 'en' ? '\u00a0semitones' : unit;
  return `${words.number(value, Number.isInteger(value) ? 0 : Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2).replace('-', '\u2212')}${shown}`;
}

/** Where a head or a look turns; what stays within two degrees is not worth a word. @param {Record<string, unknown>} angles @param {Words} words */
function directionWords(angles, { t, number }) {
  const [yaw = 0, pitch = 0, roll = 0] = ['yaw', 'pitch', 'roll'].map((name) => (typeof angles[name] === 'number' ? angles[name] : 0));
  /** @param {number} value */
  const size = (value) => ({ degrees: number(Math.abs(value)) });
  const parts = [
    Math.abs(yaw) > 2 && t(yaw > 0 ? 'degreesRight' : 'degreesLeft', size(yaw)),
    Math.abs(pitch) > 2 && t(pitch > 0 ? 'degreesUp' : 'degreesDown', size(pitch)),
    Math.abs(roll) > 2 && t('degreesTilted', size(roll)),
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(', ') : t('lookCamera');
}

/** @param {Record<string, unknown>} shares @param {Words} words */
const shareWords = (shares, words) => Object.entries(shares)
  .flatMap(([name, share]) => (typeof share === 'number' && share >= LEAST_SHARE ? [{ name, share }] : []))
  .sort((a, b) => b.share - a.share).map(({ name, share }) => `${words.label(name)} ${shareText(share, words)}`).join(', ');

/** @param {string} name @param {unknown} value @param {Words} words @returns {string} */
function valueWords(name, value, words) {
  if (typeof value === 'boolean') return words.t(value ? 'yes' : 'no');
  if (typeof value === 'number') return figureWords(name, value, words);
  if (typeof value === 'string') return name === 'language' ? words.tongue(value) : words.label(value);
  if (Array.isArray(value)) return value.map((/** @type {unknown} */ each) => valueWords(name.startsWith('nearness') ? 'Share' : name, each, words)).join(name === 'reasons' ? '; ' : ', ');
  if (!isRecord(value)) return '';
  if (name === 'gaze' || name === 'headPose') return directionWords(value, words);
  if (['shares', 'mobilenet', 'inception'].includes(name)) return shareWords(value, words);
  return Object.entries(value).map(([key, each]) => `${name === 'eyes' ? words.label(key) : words.attribute(key)} ${valueWords(key, each, words)}`).join(', ');
}

/** Years between which an age is estimated to lie. @param {Observation['attributes']} attributes @param {Words} words */
export function ageWords(attributes, words) {
  const [from, to] = [attributes?.['fromYears'], attributes?.['toYears']];
  return typeof from === 'number' && typeof to === 'number' ? words.t('years', { from, to }) : undefined;
}

/** @param {Observation['attributes']} attributes @param {Words} words @returns {[string, string][]} */
export function attributeRows(attributes = {}, words) {
  const age = ageWords(attributes, words);
  const rows = Object.entries(attributes).filter(([name]) => !UNTOLD.has(name)).map(([name, value]) => {
    const text = valueWords(name, value, words);
    return /** @type {[string, string]} */ ([words.attribute(name), text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text]);
  }).filter(([, text]) => text !== '');
  return age === undefined ? rows : [[words.label('apparent_age'), age], ...rows];
}
