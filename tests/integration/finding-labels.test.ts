/** Every word by which an analyzer may call what it finds has a German one on the page. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { analyzers } from '../../src/analyzers/index.ts';
import { germanCocoNames } from '../../src/analyzers/lib/detection/coco-german.ts';
import { germanLabel } from '../../web/lib/label-words.ts';

type Branch = 'anyOf' | 'oneOf' | 'allOf';
interface Schema extends Partial<Record<Branch, Schema[]>> { properties?: { label?: { const?: string; enum?: string[] } } }

/** Of all shapes that a finding may have; none where any word may be meant. */
function labelsIn({ properties, anyOf = [], oneOf = [], allOf = [] }: Schema): string[] {
  const { const: only, enum: many = [] } = properties?.label ?? {};
  return [...(only === undefined ? many : [only]), ...[...anyOf, ...oneOf, ...allOf].flatMap(labelsIn)];
}

const declared = analyzers.flatMap(({ findingSchema }) => labelsIn(z.toJSONSchema(findingSchema, { unrepresentable: 'any' }) as Schema));

test('the words are found where analyzers declare them', () => {
  expect(declared).toEqual(expect.arrayContaining(['scene', 'loudness', 'open_palm', 'face_with_person']));
});

test('each has a German one, as each class of things has', () => {
  expect([...new Set([...declared, ...Object.keys(germanCocoNames)])].filter((word) => germanLabel(word) === undefined)).toEqual([]);
});
