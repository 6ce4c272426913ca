/** One medium against the history of its kind: every comparison that was made, and which of them stand out. */
import { adjusted, course, deviation } from './chance.ts';
import type { KindHistory } from './history.ts';
import { MEASURE_KINDS, MEASURES, type Measured, type MeasureName } from './measures.ts';

export interface Compared {
  label: 'above' | 'below' | 'rising' | 'falling' | 'new_label' | 'missing_label';
  /** A measure, or the analyzer whose label it is. */
  of: string;
  measure?: MeasureName;
  what?: string;
  value?: number;
  /** Earlier media that it was compared with. */
  media: number;
  /** Of the earlier values. */
  median?: number;
  lowerQuartile?: number;
  upperQuartile?: number;
  /** Earlier media with that label. */
  mediaWith?: number;
  /** `above`, `below`: standard deviations. `rising`, `falling`: Kendall's tau. Labels: Cohen's h. */
  effectSize: number;
  /** After allowing for the number of tests; labels are counted, not tested. */
  p?: number;
  /** 0..1. */
  sureness: number;
  basedOn: string[];
}

/** Fewer earlier values show neither a spread nor a course. */
export const FEWEST_MEDIA = 5;
const FEWEST_FOR_COURSE = 8;
/** What holds in less than so many media says nothing about the next one. */
const FEWEST_FOR_LABELS = 10;
/** A weaker course is none, however many media show it. */
const LEAST_TAU = 0.3;

const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
};

/** Nothing is nought here, but a hand-made history may say so. */
const LEAST_OF_RATIO = 1e-3;
const scaled = (value: number, ratio: boolean): number => (ratio ? Math.log(Math.max(LEAST_OF_RATIO, value)) : value);

function measureTests(name: MeasureName, { value, basedOn }: Measured, earlier: readonly number[]): Compared[] {
  if (earlier.length < FEWEST_MEDIA) return [];
  const { ratio, leastSpread } = MEASURE_KINDS[name];
  const common = { of: name, measure: name, value, media: earlier.length, median: quantile(earlier, 0.5), lowerQuartile: quantile(earlier, 0.25), upperQuartile: quantile(earlier, 0.75), basedOn };
  const { effect, p } = deviation(scaled(value, ratio), earlier.map((each) => scaled(each, ratio)), leastSpread);
  const tests: Compared[] = [{ ...common, label: effect >= 0 ? 'above' : 'below', effectSize: effect, p, sureness: 1 - p }];
  if (earlier.length >= FEWEST_FOR_COURSE) {
    const { tau, p: chance } = course([...earlier, value]);
    tests.push({ ...common, label: tau >= 0 ? 'rising' : 'falling', effectSize: tau, p: Math.abs(tau) < LEAST_TAU ? 1 : chance, sureness: 1 - chance });
  }
  return tests;
}

/** Cohen's h between two shares. */
const cohensH = (a: number, b: number): number => 2 * Math.asin(Math.sqrt(a)) - 2 * Math.asin(Math.sqrt(b));

/**
 * Labels that no earlier medium has, or that all have but this one: plain counts, no test. Analyzers that found nothing
 * here may not have run, so nothing is said of them.
 */
function labelFacts(labels: ReadonlyMap<string, ReadonlyMap<string, string[]>>, history: KindHistory['labels']): Compared[] {
  return [...labels].flatMap(([analyzer, present]) => {
    const { media = 0, found = {} } = history[analyzer] ?? {};
    if (media < FEWEST_FOR_LABELS) return [];
    const common = { of: analyzer, media, sureness: media / (media + 1) };
    const any = [...present.values()].flat().slice(0, 3);
    const fresh = [...present].filter(([label]) => (found[label] ?? 0) === 0).map(([what, basedOn]): Compared => ({ ...common, label: 'new_label', what, mediaWith: 0, effectSize: cohensH(1, 0), basedOn }));
    const gone = Object.keys(found).filter((label) => found[label] === media && !present.has(label)).map((what): Compared => ({ ...common, label: 'missing_label', what, mediaWith: media, effectSize: cohensH(0, 1), basedOn: any }));
    return [...fresh, ...gone];
  });
}

export interface Comparison {
  /** Measures that could be compared, and tests made of them. */
  measures: number;
  tests: number;
  standOut: Compared[];
}

/** @param level largest p, adjusted for the number of tests, that stands out */
export function compare(measures: Partial<Record<MeasureName, Measured>>, labels: ReadonlyMap<string, ReadonlyMap<string, string[]>>, history: KindHistory, level: number): Comparison {
  const tests = MEASURES.flatMap((name) => {
    const measured = measures[name];
    return measured ? measureTests(name, measured, history.measures[name] ?? []) : [];
  });
  const ps = adjusted(tests.map(({ p = 1 }) => p));
  const told = tests.map((test, i): Compared => ({ ...test, p: ps[i] ?? 1, sureness: 1 - (ps[i] ?? 1) })).filter(({ p = 1 }) => p <= level);
  const strongest = told.sort((a, b) => (a.p ?? 1) - (b.p ?? 1) || Math.abs(b.effectSize) - Math.abs(a.effectSize));
  return { measures: new Set(tests.map(({ of }) => of)).size, tests: tests.length, standOut: [...strongest, ...labelFacts(labels, history.labels)] };
}
