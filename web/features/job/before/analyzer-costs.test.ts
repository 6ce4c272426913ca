import { expect, test } from 'vitest';
import { analyzerCosts, ownSeconds, restedOn, type Estimate, type Offer } from './analyzer-costs.ts';
import { byFamily } from './analyzer-families.ts';

const range = (likely: number) => ({ low: likely / 2, likely, high: likely * 2 });
const medium = (mediaId: string, own: Record<string, number | undefined>): Estimate['media'][number] => ({
  mediaId, seconds: range(1), analyzers: Object.entries(own).map(([analyzer, seconds]) => ({ analyzer, basis: seconds === undefined ? 'unknown' as const : 'here' as const, ...(seconds !== undefined && { seconds: range(seconds) }) })),
});
const media = [medium('a', { cuts: 2, faces: 6, speakers: undefined }), medium('b', { faces: 2 })];
const offer: Offer = {
  id: 'x', provider: 'runpod', description: '', usdPerHour: 3.6, usd: range(0.1), seconds: range(100),
  parts: [{ part: 'boot', seconds: range(60), usd: range(0.06), basis: 'assumed' }, { part: 'work', seconds: range(20), usd: range(0.02), basis: 'assumed' }],
};

test('own times add up over media; what is unknown of one medium is known only in part', () => {
  expect(Object.fromEntries(ownSeconds(media))).toEqual({ cuts: { seconds: 2, known: 1, unknown: 0 }, faces: { seconds: 8, known: 2, unknown: 0 }, speakers: { seconds: 0, known: 0, unknown: 1 } });
  const costs = analyzerCosts({ media: [...media, medium('c', { faces: undefined })] }, undefined);
  expect([costs.get('faces'), costs.get('speakers')]).toEqual([{ seconds: 8, partly: true }, {}]);
});

test('times and prices of the chosen ones add up to the work of the offer', () => {
  const costs = analyzerCosts({ media }, offer);
  expect(costs.get('faces')).toEqual({ seconds: 16, usd: 0.016 });
  expect(costs.get('cuts')).toEqual({ seconds: 4, usd: 0.004 });
  expect(costs.get('speakers')).toEqual({});
  expect([...costs.values()].reduce((sum, { usd = 0 }) => sum + usd, 0)).toBeCloseTo(0.02);
});

test('one that is not chosen is priced at the same rate and changes no other', () => {
  const costs = analyzerCosts({ media }, offer, { media: [medium('a', { cuts: 99, poses: 4 })] });
  expect(costs.get('poses')).toEqual({ seconds: 8, usd: 0.008 });
  expect(costs.get('cuts')).toEqual({ seconds: 4, usd: 0.004 });
});

test('where nothing is chosen, own time and the price of an hour count; without an offer there is no price', () => {
  expect(analyzerCosts({ media: [] }, offer, { media }).get('faces')).toEqual({ seconds: 8, usd: 0.008 });
  expect(analyzerCosts({ media }, undefined).get('faces')).toEqual({ seconds: 8 });
});

test('says for whom an analyzer runs that nobody chose', () => {
  const analyzers = [{ name: 'age', findingsOf: ['faces'] }, { name: 'faces', findingsOf: ['frames'] }, { name: 'frames', findingsOf: ['faces'] }, { name: 'voice', findingsOf: [] }].map(({ name, findingsOf }) => ({ name, reads: { findingsOf } }));
  expect(Object.fromEntries(restedOn(['age', 'faces', 'frames', 'voice'], new Set(['age', 'voice']), analyzers))).toEqual({ faces: ['age'], frames: ['age'] });
});

test('analyzers stand in their families, in the order of the table, and unknown ones last', () => {
  expect(byFamily([{ name: 'my_plugin' }, { name: 'face_detection' }, { name: 'scene_segmentation' }, { name: 'cut_analysis' }])).toEqual([
    { family: 'see', analyzers: [{ name: 'cut_analysis' }, { name: 'scene_segmentation' }] }, { family: 'people', analyzers: [{ name: 'face_detection' }] }, { family: 'more', analyzers: [{ name: 'my_plugin' }] },
  ]);
});
