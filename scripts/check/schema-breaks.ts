/**
 * Whether everything that one JSON Schema (2020-12) allows is allowed by another as well: for what clients send, all that
 * was allowed must stay so; for what they read, nothing may come that was not to be expected before. Knows the keywords that
 * zod writes; of a keyword that it does not know, any change counts.
 */
import { isObject, listOf, objectOf, resolved, textsOf, type Json, type JsonObject } from './json-object.ts';

interface Side {
  schema: Json | undefined;
  document: JsonObject;
}

/** `sent`: by clients, in requests. `read`: by clients, in answers. */
export type Direction = 'sent' | 'read';

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
/** Where any change may refuse what was allowed. */
const FORMS = ['pattern', 'format', 'multipleOf', 'uniqueItems', 'contentEncoding', 'contentMediaType'];
const CHOICES = ['anyOf', 'oneOf'];
const KNOWN = new Set([
  ...LOWER, ...UPPER, ...FORMS, ...CHOICES, 'allOf', 'type', 'enum', 'const', 'required', 'properties', 'additionalProperties', 'propertyNames', 'items', 'prefixItems',
  // Words for people, and what changes nothing that is allowed.
  'title', 'description', 'default', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'discriminator', '$id', 'id', '$schema', '$comment', 'nullable',
]);

/** One schema of its parts: zod writes `allOf` for intersections and for named schemas with a description of their own. */
function effective({ schema, document }: Side): JsonObject | boolean {
  if (schema === undefined || schema === true) return {};
  if (schema === false) return false;
  const { allOf, ...own } = resolved(schema, document);
  return listOf(allOf).reduce<JsonObject>((merged, part) => {
    const other = effective({ schema: part, document });
    if (other === false || other === true) return merged;
    return { ...merged, ...other, properties: { ...objectOf(merged['properties']), ...objectOf(other['properties']) }, required: [...listOf(merged['required']), ...listOf(other['required'])] };
  }, own);
}

const same = (one: Json | undefined, other: Json | undefined): boolean => JSON.stringify(one) === JSON.stringify(other);

const typesOf = (schema: JsonObject): Set<string> => {
  const { type } = schema;
  const named = typeof type === 'string' ? [type] : textsOf(type);
  return new Set(named.length > 0 ? named : schema['properties'] ? ['object'] : schema['items'] ? ['array'] : []);
};

const choicesOf = (schema: JsonObject): Json[] | undefined => {
  const found = CHOICES.flatMap((word) => listOf(schema[word]));
  return found.length > 0 ? found : undefined;
};

const valuesOf = (schema: JsonObject): Json[] | undefined => (schema['const'] !== undefined ? [schema['const']] : Array.isArray(schema['enum']) ? schema['enum'] : undefined);

interface Comparison {
  inner: JsonObject;
  outer: JsonObject;
  direction: Direction;
  at: string;
}

/** Values that `inner` allows and `outer` does not, as far as types and lists of values say so. */
function valueBreaks({ inner, outer, direction, at }: Comparison): string[] {
  const say = (what: string): string => `${at}: ${what} ${direction === 'sent' ? 'is no longer allowed' : 'may come, which it could not before'}`;
  const [values, allowed] = [valuesOf(inner), valuesOf(outer)];
  if (allowed) {
    if (!values) return [say('a value beside the listed ones')];
    return values.filter((value) => !allowed.some((each) => same(each, value))).map((value) => say(JSON.stringify(value)));
  }
  const [types, possible] = [typesOf(inner), typesOf(outer)];
  if (possible.size === 0) return [];
  if (types.size === 0) return values ? [] : [say('any type')];
  return [...types].filter((type) => !possible.has(type) && !(type === 'integer' && possible.has('number'))).map((type) => say(`type ${type}`));
}

/** Stricter limits on what is sent. On what is read they do no harm in either direction. */
function limitBreaks({ inner: before, outer: after, direction, at }: Comparison): string[] {
  if (direction === 'read') return [];
  const number = (schema: JsonObject, word: string): number | undefined => (typeof schema[word] === 'number' ? schema[word] : undefined);
  const stricter = (word: string, rises: boolean): boolean => {
    const [was, is] = [number(before, word), number(after, word)];
    return is !== undefined && (was === undefined || (rises ? is > was : is < was));
  };
  const said = (word: string): string => `${at}: ${word} is now ${JSON.stringify(after[word])}, was ${before[word] === undefined ? 'unlimited' : JSON.stringify(before[word])}`;
  return [
    ...LOWER.filter((word) => stricter(word, true)).map(said), ...UPPER.filter((word) => stricter(word, false)).map(said),
    ...FORMS.filter((word) => after[word] !== undefined && !same(before[word], after[word])).map(said),
  ];
}

type Within = (inner: Json | undefined, outer: Json | undefined, at: string) => string[];

function fieldBreaks({ inner, outer, direction, at }: Comparison, within: Within): string[] {
  const [innerFields, outerFields] = [objectOf(inner['properties']), objectOf(outer['properties'])];
  const [always, demanded] = [new Set(textsOf(inner['required'])), textsOf(outer['required'])];
  const fields = Object.keys(innerFields).filter((name) => Object.hasOwn(outerFields, name)).flatMap((name) => within(innerFields[name], outerFields[name], `${at}.${name}`));
  if (direction === 'sent') {
    const gone = Object.keys(innerFields).filter((name) => !Object.hasOwn(outerFields, name)).map((name) => `${at}.${name}: the field is gone`);
    const closed = outer['additionalProperties'] === false && inner['additionalProperties'] !== false && (inner['properties'] !== undefined || inner['type'] === 'object');
    return [...fields, ...gone, ...demanded.filter((name) => !always.has(name)).map((name) => `${at}.${name}: is required now`), ...(closed ? [`${at}: other fields are no longer allowed`] : [])];
  }
  const gone = Object.keys(outerFields).filter((name) => !Object.hasOwn(innerFields, name));
  const uncertain = demanded.filter((name) => !always.has(name) && !gone.includes(name));
  return [...fields, ...gone.map((name) => `${at}.${name}: the field is gone`), ...uncertain.map((name) => `${at}.${name}: may be absent now`)];
}

function itemBreaks({ inner, outer, at }: Comparison, within: Within): string[] {
  const [mine, theirs] = [listOf(inner['prefixItems']), listOf(outer['prefixItems'])];
  const entries = (schema: JsonObject): Json | undefined => (isObject(schema['additionalProperties']) ? schema['additionalProperties'] : undefined);
  return [
    ...(mine.length === theirs.length ? mine.flatMap((item, i) => within(item, theirs[i], `${at}[${i}]`)) : [`${at}: has another number of places`]),
    ...(outer['items'] === undefined ? [] : within(inner['items'], outer['items'], `${at}[]`)),
    ...(entries(outer) && entries(inner) ? within(entries(inner), entries(outer), `${at}.*`) : []),
    ...(outer['propertyNames'] === undefined ? [] : within(inner['propertyNames'], outer['propertyNames'], `${at} (names)`)),
  ];
}

const otherBreaks = ({ inner, outer, at }: Comparison): string[] =>
  [...new Set([...Object.keys(inner), ...Object.keys(outer)])].filter((word) => !KNOWN.has(word) && !word.startsWith('x-') && !same(inner[word], outer[word])).map((word) => `${at}: ${word} changed`);

/** Why something that `before` allowed to send, or let expect when reading, is otherwise by `after`; empty: nothing is. */
export function schemaBreaks(before: Side, after: Side, direction: Direction, at: string): string[] {
  const [innerSide, outerSide] = direction === 'sent' ? [before, after] : [after, before];
  /** Pairs that are being compared: schemas may hold themselves. */
  const open = new Set<string>();
  const within: Within = (innerSchema, outerSchema, place) => {
    const pair = `${JSON.stringify(innerSchema)}\n${JSON.stringify(outerSchema)}`;
    if (open.has(pair)) return [];
    open.add(pair);
    try {
      return compared(effective({ schema: innerSchema, document: innerSide.document }), effective({ schema: outerSchema, document: outerSide.document }), place);
    } finally {
      open.delete(pair);
    }
  };
  const compared = (inner: JsonObject | boolean, outer: JsonObject | boolean, place: string): string[] => {
    if (typeof inner === 'boolean') return [];
    if (typeof outer === 'boolean') return [`${place}: nothing is allowed here any more`];
    const [alternatives, accepted] = [choicesOf(inner), choicesOf(outer)];
    if (!alternatives && !accepted) {
      const comparison = { inner, outer, direction, at: place };
      const values = valueBreaks(comparison);
      return values.length > 0 ? values : [...limitBreaks(comparison), ...fieldBreaks(comparison, within), ...itemBreaks(comparison, within), ...otherBreaks(comparison)];
    }
    const targets = accepted ?? [outer];
    return (alternatives ?? [inner]).flatMap((alternative, i) => {
      const tries = targets.map((target) => within(alternative, target, alternatives ? `${place}(${i + 1})` : place));
      // The nearest target says best what is missing.
      return tries.some((breaks) => breaks.length === 0) ? [] : tries.toSorted((a, b) => a.length - b.length)[0] ?? [];
    });
  };
  return within(innerSide.schema, outerSide.schema, at);
}
