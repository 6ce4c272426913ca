import path from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/analyzers/catalogue.ts';
import { analyzers } from '../../src/analyzers/index.ts';
import { accuracyRows, measuredWeaknesses } from './accuracy-rows.ts';
import { analyzersPage } from './analyzers-page.ts';

const PAGE = `| analyzer | tier | what | figure | 95 % interval | items | goal | reached | truth |
|---|---|---|--:|:-:|--:|--:|:-:|---|
| \`cut_analysis\` | lite | F1 \\| one frame | 97.1 % | 92.5 % – 100.0 % | 36 |  |  | frames |

- \`cut_analysis\`, F1: jump cuts are missed: often.
- \`cut_analysis\`, F1 again: jump cuts are missed: often.
- \`cut_analysis\`, errors: sample size in lines
`;

test('figures and weaknesses are read back from the page of the evaluation', () => {
  expect(accuracyRows(PAGE)).toEqual([{ analyzer: 'cut_analysis', tier: 'lite', what: 'F1 \\| one frame', figure: '97.1 %', interval: '92.5 % – 100.0 %', items: '36' }]);
  expect(measuredWeaknesses(PAGE, 'cut_analysis')).toEqual(['jump cuts are missed: often.']);
  expect(measuredWeaknesses(PAGE, 'text_overlay')).toEqual([]);
});

test('a table of another form is an error, not an empty list', () => {
  expect(() => accuracyRows('# Accuracy')).toThrow(/no table/);
});

test('every analyzer has a section with method, source, needs, tiers, speed, accuracy and weaknesses', async () => {
  const page = await analyzersPage(path.resolve(import.meta.dirname, '../..'));
  const sections = new Map(page.split('\n### ').slice(1).map((text) => [/^`(\w+)`/.exec(text)?.[1] ?? '', text]));
  expect([...sections.keys()].toSorted()).toEqual([...catalogue.keys()].toSorted());
  for (const { name } of analyzers) for (const field of ['Method: ', 'Source: ', 'Needs: ', 'Tiers: ', 'Profiles: ', 'Speed: ', 'Accuracy:', 'Weak:']) expect(sections.get(name), name).toContain(`- ${field}`);
  for (const { name } of analyzers.filter(({ tier }) => tier === 'full')) expect(page).toContain(`- \`${name}\`: needs `);
});
