import { expect, test } from 'vitest';
import { defineAnalyzer, FindingFields, heardBy, type Analyzer, type Reads } from '@aima/sdk';
import { z } from 'zod';
import { analyzers as all } from '../analyzers/index.ts';
import { planTask } from './plan.ts';

const made = (name: string, reads: Reads): Analyzer => defineAnalyzer({
  name, version: 1, reads, finding: z.object(FindingFields), parameters: z.object({ limit: z.number().max(1).default(0.5) }),
  sentence: { en: () => '', de: () => '' }, open: () => ({}),
});

const sampled = { everyMs: 500, width: 64, height: 64, fit: 'pad' } as const;
const analyzers = [
  made('cuts', { everyFrame: true }),
  made('scenes', { after: ['cuts'] }),
  made('faces', { video: sampled, photo: true }),
  made('objects', { video: { ...sampled }, photo: true }),
  made('texts', { video: { ...sampled, width: 128 }, photo: true }),
  made('speech', { audio: { sampleRateHz: 16_000, channels: 1, windowMs: 1000 } }),
];
const gate = made('minors_gate', { video: sampled, everyFrame: true, photo: true });
const plan = (names: string[], facts: { kind: 'video' | 'image' | 'audio'; hasAudio: boolean }, finished: string[] = []) => planTask({
  analyzers, gate, choices: names.map((name) => ({ name })), facts,
  finished: finished.map((analyzer) => ({ id: '', mediaId: '', analyzer, version: 1, status: 'done' as const, models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: 1 })),
});
const chosen = (of: ReturnType<typeof plan>) => of.runs.filter((run) => run.analyzer !== gate);
const names = (of: ReturnType<typeof plan>) => chosen(of).map((run) => run.analyzer.name);

test('equal needs share one stream, others get their own', () => {
  const merged = plan(['faces', 'objects', 'texts'], { kind: 'video', hasAudio: true });
  expect(merged.sampled).toHaveLength(2);
  expect(chosen(merged).map((run) => run.sampled)).toEqual([0, 0, 1]);
  expect(chosen(merged).map((run) => run.everyFrame)).toEqual([false, false, false]);
});

test('what an analyzer rests on runs too, and before it', () => {
  const merged = plan(['scenes'], { kind: 'video', hasAudio: false });
  expect(names(merged)).toEqual(['cuts', 'scenes']);
  expect(merged.everyFrame).toBe(true);
});

test.each([
  ['speech', { kind: 'video', hasAudio: false } as const, 'no_audio'],
  ['speech', { kind: 'image', hasAudio: false } as const, 'unsupported_media'],
  ['cuts', { kind: 'image', hasAudio: false } as const, 'unsupported_media'],
  ['scenes', { kind: 'image', hasAudio: false } as const, 'unsupported_media'],
  ['faces', { kind: 'audio', hasAudio: true } as const, 'unsupported_media'],
  ['faces', { kind: 'image', hasAudio: false } as const, undefined],
])('%s on %o: %s', (name, facts, reason) => {
  expect(plan([name], facts).runs.find((run) => run.analyzer.name === name)?.notRun).toBe(reason);
});

test('of those of which one is enough, one is enough', () => {
  const calls = made('calls', { afterAny: ['speech', 'texts'] });
  const notRun = (kind: 'video' | 'image' | 'audio', hasAudio: boolean, ...before: string[]) => planTask({
    gate, analyzers: [...analyzers, calls], choices: [...before.map((name) => ({ name })), { name: 'calls' }], facts: { kind, hasAudio }, finished: [],
  }).runs.find((run) => run.analyzer === calls)?.notRun;
  expect(notRun('video', false)).toBeUndefined();
  expect(notRun('audio', true)).toBeUndefined();
  expect(notRun('image', false)).toBeUndefined();
  const lone = made('lone', { afterAny: ['speech', 'cuts'] });
  expect(planTask({ gate, analyzers: [...analyzers, lone], choices: [{ name: 'lone' }], facts: { kind: 'image', hasAudio: false }, finished: [] }).runs.find((run) => run.analyzer === lone)?.notRun).toBe('unsupported_media');
});

test('what is merely heard comes before, drags nobody along and stands in nobody\'s way', () => {
  const heard = (kind: 'video' | 'audio', ...before: string[]) => planTask({
    gate, analyzers: [made('flow', { after: ['speech'], hears: ['scenes', 'texts', 'not_installed'] }), ...analyzers], choices: ['flow', ...before].map((name) => ({ name })), facts: { kind, hasAudio: true }, finished: [],
  });
  expect(names(heard('video'))).toEqual(['speech', 'flow']);
  expect(names(heard('video', 'texts'))).toEqual(['speech', 'texts', 'flow']);
  expect(names(heard('video', 'scenes'))).toEqual(['speech', 'cuts', 'scenes', 'flow']);
  expect(chosen(heard('audio', 'texts')).map(({ analyzer, notRun }) => [analyzer.name, notRun])).toEqual([['speech', undefined], ['texts', 'unsupported_media'], ['flow', undefined]]);
});

test('finished runs are not planned again, but those resting on them are', () => {
  expect(names(plan(['cuts', 'scenes'], { kind: 'video', hasAudio: false }, ['cuts']))).toEqual(['scenes']);
});

test('whatever may describe somebody brings the gate, first of all; a name nobody knows does so too', () => {
  const free = made('text_overlay', { video: sampled });
  const planned = (names: string[], kind: 'video' | 'audio', finished: string[] = []) => planTask({
    gate, analyzers: [...analyzers, free], choices: names.map((name) => ({ name })), facts: { kind, hasAudio: true },
    finished: finished.map((analyzer) => ({ id: '', mediaId: '', analyzer, version: 1, status: 'done' as const, models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: 1 })),
  }).runs.map((run) => run.analyzer.name);
  expect(planned(['text_overlay'], 'video')).toEqual(['text_overlay']);
  expect(planned(['text_overlay', 'faces'], 'video')).toEqual(['minors_gate', 'text_overlay', 'faces']);
  expect(planned(['faces', 'objects'], 'video', ['minors_gate', 'faces'])).toEqual(['minors_gate', 'objects']);
  expect(planned(['speech'], 'audio')).toEqual(['speech']);
});

test('nobody may pass for the gate', () => {
  const facts = { kind: 'video', hasAudio: false } as const;
  expect(() => planTask({ gate, analyzers: [...analyzers, made('minors_gate', {})], choices: [{ name: 'faces' }], facts, finished: [] })).toThrow(/minors_gate/);
  expect(() => planTask({ gate, analyzers, choices: [{ name: 'minors_gate' }], facts, finished: [] })).toThrow(/no analyzer/);
});

test('unknown names and wrong parameters are told by name', () => {
  expect(() => plan(['nothing'], { kind: 'video', hasAudio: false })).toThrow(/nothing/);
  expect(() => planTask({ analyzers, gate, choices: [{ name: 'cuts', parameters: { limit: 7 } }], facts: { kind: 'video', hasAudio: false }, finished: [] })).toThrow(/cuts/);
});

test('a circle is an error, not an endless walk', () => {
  const circle = [made('a', { after: ['b'] }), made('b', { after: ['a'] })];
  expect(() => planTask({ gate, analyzers: circle, choices: [{ name: 'a' }], facts: { kind: 'video', hasAudio: false }, finished: [] })).toThrow(/circle/);
});

test('those there are can all run together, and whoever is rested on or heard is there', () => {
  const facts = { kind: 'video', hasAudio: true } as const;
  const choices = all.map(({ name }) => ({ name }));
  expect(planTask({ gate, analyzers: all, choices, facts, finished: [] }).runs).toHaveLength(all.length + 1);
  const known = new Set(choices.map(({ name }) => name));
  expect(all.flatMap(({ reads }) => heardBy(reads)).filter((name) => !known.has(name))).toEqual([]);
});
