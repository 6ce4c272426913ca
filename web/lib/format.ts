/** Dates, numbers, money and sizes as the chosen language writes them. */
import { language } from './words.ts';

const locale = (): string => (language() === 'de' ? 'de-DE' : 'en-GB');

/** Making a formatter takes a hundred times as long as using it, and grids format hundreds of values while one scrolls. */
function kept<Options, Formatter>(make: (options: Options) => Formatter): (options: Options) => Formatter {
  const made = new Map<string, Formatter>();
  return (options) => {
    const key = `${locale()} ${JSON.stringify(options)}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(options);
    made.set(key, fresh);
    return fresh;
  };
}

const numbers = kept((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale(), options));
const dates = kept((options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale(), options));
const times = kept((options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(locale(), options));

export const number = (value: number, digits = 0): string => numbers({ maximumFractionDigits: digits }).format(value);

export const percent = (fraction: number, digits = 0): string => numbers({ style: 'percent', maximumFractionDigits: digits }).format(fraction);

/** Cents; four digits where the amount is smaller than one. @param least digits, for what counts up or is small by nature */
export function usd(value: number, least = 2): string {
  const digits = value !== 0 && Math.abs(value) < 0.01 ? Math.max(4, least) : least;
  return numbers({ style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function bytes(value: number): string {
  const step = Math.min(UNITS.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  return numbers({ style: 'unit', unit: UNITS[step] ?? 'byte', unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits: step < 2 ? 0 : 1 }).format(value / 1000 ** step);
}

/** `1:02:03`, `2:03`; with `tenths`, `2:03.4`. */
export function clock(ms: number, { tenths = false } = {}): string {
  const whole = Math.max(0, tenths ? Math.floor(ms / 100) / 10 : Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = tenths ? seconds.toFixed(1).padStart(4, '0') : String(seconds).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

/** In the two largest units that matter: `2 min 5 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [['day', Math.floor(seconds / 86_400)], ['hour', Math.floor(seconds / 3600) % 24], ['minute', Math.floor(seconds / 60) % 60], ['second', seconds % 60]] as const;
  const first = parts.findIndex(([, value]) => value > 0);
  const shown = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2).filter(([, value]) => value > 0);
  return shown.map(([unit, value]) => numbers({ style: 'unit', unit, unitDisplay: 'short' }).format(value)).join(' ');
}

export const date = (at: string | number | Date): string => dates({ dateStyle: 'medium' }).format(new Date(at));
export const dateTime = (at: string | number | Date): string => dates({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));

const STEPS = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]] as const;

/** `3 minutes ago`, `in 2 days`. */
export function fromNow(at: string | number | Date, now = Date.now()): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  const [unit, size] = STEPS.find(([, each]) => Math.abs(seconds) >= each) ?? STEPS[3];
  return times({ numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}
