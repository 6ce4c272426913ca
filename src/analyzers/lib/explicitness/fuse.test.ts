import { expect, test } from 'vitest';
import { EXPLICITNESS_LEVELS, fuseExplicitness, type Explicitness } from './fuse.ts';
import { type ClassScores, needsSecondNetwork } from './rules.ts';
import type { ExplicitnessSignals } from './signals.ts';

const CLASSES = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'] as const;
type Signals = Omit<ExplicitnessSignals, 'atMs'>;

const ROUNDS = 5_000;

/** Mulberry32: the same outputs in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Like a softmax: sums to 1, often with one class far ahead. */
function randomScores(random: () => number): Record<string, number> {
  const sharpness = 1 + random() * 12;
  const raw = CLASSES.map(() => Math.exp(random() * sharpness));
  const sum = raw.reduce((total, value) => total + value, 0);
  return Object.fromEntries(CLASSES.map((name, i) => [name, (raw[i] ?? 0) / sum]));
}

const randomSignals = (random: () => number): Signals => ({ mobilenet: randomScores(random), inception: randomScores(random), skinShare: random() });

const only = (name: (typeof CLASSES)[number], share: number): ClassScores =>
  Object.fromEntries(CLASSES.map((each) => [each, each === name ? share : (1 - share) / 4]));

const rank = ({ level }: Explicitness): number => EXPLICITNESS_LEVELS.indexOf(level);

/** Moves part of the classes that are not explicit into one that is. */
function raised(scores: ClassScores, into: 'Porn' | 'Hentai', share: number): ClassScores {
  const moved = ['Drawing', 'Neutral', 'Sexy'].reduce((sum, name) => sum + (scores[name] ?? 0) * share, 0);
  return Object.fromEntries(CLASSES.map((name) => [name, name === into ? (scores[name] ?? 0) + moved : ['Drawing', 'Neutral', 'Sexy'].includes(name) ? (scores[name] ?? 0) * (1 - share) : scores[name] ?? 0]));
}

test('ordinary pictures are none, and only what both networks are sure of is explicit', () => {
  expect(fuseExplicitness({ mobilenet: only('Neutral', 0.95), skinShare: 0.9 })).toMatchObject({ level: 'none', reasons: [] });
  expect(fuseExplicitness({ mobilenet: only('Porn', 0.74), inception: only('Neutral', 0.9), skinShare: 0.6 })).toMatchObject({ level: 'none' });
  expect(fuseExplicitness({ mobilenet: only('Porn', 0.62), inception: only('Porn', 0.62), skinShare: 0.6 })).toMatchObject({ level: 'suggestive' });
  expect(fuseExplicitness({ mobilenet: only('Porn', 0.95), inception: only('Porn', 0.95), skinShare: 0 })).toMatchObject({ level: 'explicit', reasons: expect.arrayContaining(['both_networks_explicit']) as string[] });
  expect(fuseExplicitness({ mobilenet: only('Hentai', 0.75), inception: only('Hentai', 0.75), skinShare: 0 })).toMatchObject({ level: 'explicit', reasons: expect.arrayContaining(['both_networks_drawn']) as string[] });
  expect(fuseExplicitness({ mobilenet: only('Drawing', 0.99), inception: only('Drawing', 0.99), skinShare: 0 }).level).toBe('none');
  expect(fuseExplicitness({ mobilenet: only('Sexy', 0.98), inception: only('Sexy', 0.98), skinShare: 1 })).toMatchObject({ level: 'suggestive', reasons: ['both_networks_revealing'] });
});

test('skin moves the edge, and alone it says nothing', () => {
  const edge = { mobilenet: only('Porn', 0.775), inception: only('Porn', 0.775) };
  expect(fuseExplicitness({ ...edge, skinShare: 0.1 }).level).toBe('suggestive');
  expect(fuseExplicitness({ ...edge, skinShare: 0.5 })).toMatchObject({ level: 'explicit', reasons: ['both_networks_explicit', 'both_networks_revealing', 'skin_supports'] });
  const random = seeded(1);
  for (let i = 0; i < ROUNDS; i++) {
    const signals = randomSignals(random);
    if (fuseExplicitness({ ...signals, skinShare: 0 }).level === 'none') expect(fuseExplicitness({ ...signals, skinShare: 1 }).level).toBe('none');
  }
});

test('no network alone reaches explicit', () => {
  const random = seeded(2);
  for (let i = 0; i < ROUNDS; i++) {
    const sure = only(random() < 0.5 ? 'Porn' : 'Hentai', 0.9 + random() * 0.1);
    const other = randomScores(random);
    if ((other['Porn'] ?? 0) + (other['Hentai'] ?? 0) >= 0.5) continue;
    expect(fuseExplicitness({ mobilenet: sure, inception: other, skinShare: random() }).level).not.toBe('explicit');
    expect(fuseExplicitness({ mobilenet: other, inception: sure, skinShare: random() }).level).not.toBe('explicit');
  }
});

test('more of an explicit class, and more skin, never lower the level or the score', () => {
  const random = seeded(3);
  for (let i = 0; i < ROUNDS; i++) {
    const before = randomSignals(random);
    const { mobilenet, inception = mobilenet, skinShare } = before;
    const into = random() < 0.5 ? 'Porn' : 'Hentai';
    const more: Signals[] = [
      { ...before, mobilenet: raised(mobilenet, into, random()) },
      { ...before, inception: raised(inception, into, random()) },
      { ...before, skinShare: skinShare + (1 - skinShare) * random() },
    ];
    const from = fuseExplicitness(before);
    for (const signals of more) {
      const to = fuseExplicitness(signals);
      expect(rank(to)).toBeGreaterThanOrEqual(rank(from));
      expect(to.score).toBeGreaterThanOrEqual(from.score - 1e-9);
    }
  }
});

test('level and score tell the same', () => {
  const random = seeded(4);
  const seen = new Set<string>();
  for (let i = 0; i < ROUNDS; i++) {
    const { level, score, reasons } = fuseExplicitness(randomSignals(random));
    seen.add(level);
    expect(level).toBe(score >= 0.8 ? 'explicit' : score >= 0.5 ? 'suggestive' : 'none');
    expect(reasons.length === 0).toBe(level === 'none');
  }
  expect(seen.size).toBe(3);
});

test('the second network is asked wherever its answer could matter', () => {
  const random = seeded(5);
  for (let i = 0; i < ROUNDS; i++) {
    const mobilenet = randomScores(random);
    if (needsSecondNetwork(mobilenet)) expect(fuseExplicitness({ mobilenet, skinShare: 0 })).toMatchObject({ level: 'explicit', reasons: ['unreadable'] });
    else expect(fuseExplicitness({ mobilenet, inception: only(random() < 0.5 ? 'Porn' : 'Hentai', 1), skinShare: random() }).level).toBe('none');
  }
});

test('outputs that are no probabilities never come out as none', () => {
  const random = seeded(6);
  const broken: ((scores: Record<string, number>, name: string) => void)[] = [
    (scores, name) => { scores[name] = Number.NaN; },
    (scores, name) => { scores[name] = Infinity; },
    (scores, name) => { scores[name] = -0.2; },
    (scores, name) => { scores[name] = 1.5; },
    (scores, name) => { Reflect.deleteProperty(scores, name); },
    (scores) => { for (const each of CLASSES) scores[each] = 0; },
  ];
  const unreadable = { level: 'explicit', score: 1, reasons: ['unreadable'] };
  for (let i = 0; i < ROUNDS; i++) {
    const spoil = broken[Math.floor(random() * broken.length)] ?? (() => undefined);
    const name = CLASSES[Math.floor(random() * CLASSES.length)] ?? 'Porn';
    const scores = randomScores(random);
    // a class that hardly counted changes nothing that could be seen
    const spoiled = { ...scores };
    spoil(spoiled, name);
    if (name in spoiled || (scores[name] ?? 0) > 0.05) {
      expect(fuseExplicitness({ mobilenet: spoiled, inception: randomScores(random), skinShare: 0 })).toEqual(unreadable);
      expect(fuseExplicitness({ mobilenet: only('Neutral', 1), inception: spoiled, skinShare: 0 })).toEqual(unreadable);
      expect(needsSecondNetwork(spoiled)).toBe(true);
    }
  }
  expect(fuseExplicitness({ mobilenet: {}, skinShare: 0 })).toEqual(unreadable);
  // the sum is right, a part of it is not
  expect(fuseExplicitness({ mobilenet: { Drawing: -0.3, Hentai: 0, Neutral: 1, Porn: 0.3, Sexy: 0 }, skinShare: 0 })).toEqual(unreadable);
  for (const skinShare of [Number.NaN, -1, 2]) expect(fuseExplicitness({ mobilenet: only('Neutral', 1), skinShare })).toEqual(unreadable);
});
