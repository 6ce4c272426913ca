/** Values that a JSON Schema allows, and values that nobody hopes for. */
import fc from 'fast-check';
import { isObject, listOf, objectOf, resolved, textOf, textsOf, type Json, type JsonObject } from '../../../scripts/check/json-object.ts';

/** Texts that break programs: what ends strings, paths, lines, queries, pages and terminals. */
const HOSTILE_TEXTS: readonly string[] = [
  '', ' ', '\0', 'a\0b', '\ud800', '\udfff\ud800', '\u202e\u202dgnp.exe', '\ufeff', '\u2028\u2029', '💣'.repeat(200), 'ﷺ'.repeat(100), 'Z̷̢̛̗͗'.repeat(50),
  "' or 1=1 --", '"; drop table job; --', '$1', '%s%s%n', '{{7*7}}', '${7*7}', '<script>alert(1)</script>', '../../../../etc/passwd', '..\\..\\windows', '/dev/zero', 'file:///etc/passwd', 'http://169.254.169.254/',
  'a\r\nSet-Cookie: x=1', '\u001b[2J', 'null', 'undefined', 'NaN', 'true', '-0', '1e999', '0x10', '9007199254740993', '__proto__', 'constructor', 'toString', 'a'.repeat(100_000), '*', '%', '_', '\\', '😀\ud83d',
  '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '2026-02-30T25:61:61Z', '0000-00-00', '+275760-09-13T00:00:00.001Z',
];
const HOSTILE_NUMBERS: readonly number[] = [0, -0, -1, 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 2 ** 63, 1e308, -1e308, 5e-324, 0.1, 1e21];

const deep = (depth: number, kind: 'array' | 'object'): string => (kind === 'array' ? `${'['.repeat(depth)}${']'.repeat(depth)}` : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
/** Nested deeper than anybody means; as text, because writing it by recursion would break the tester. */
export const DEEP_TEXTS: readonly string[] = [deep(500, 'array'), deep(500, 'object'), deep(20_000, 'array'), deep(20_000, 'object')];

export const hostileText = fc.constantFrom(...HOSTILE_TEXTS);

/** Anything that JSON can hold, with what nobody hopes for among it. */
export const hostileValue: fc.Arbitrary<Json> = fc.oneof(
  hostileText, fc.constantFrom(...HOSTILE_NUMBERS), fc.boolean(), fc.constant(null), fc.constant<Json>([]), fc.constant<Json>({}),
  fc.array(hostileText, { maxLength: 3 }), fc.dictionary(hostileText.filter((key) => key.length < 50), fc.constantFrom<Json>(1, 'x', null), { maxKeys: 3 }),
  fc.constant<Json>(Array.from({ length: 3000 }, (_, i) => i)), fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>, // JSON by its own word
);

/** Not every pattern can be drawn from (look-ahead cannot); a path fits the one there is. */
function matching(pattern: string): fc.Arbitrary<Json> {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'));
  } catch {
    return fc.constantFrom<Json>('/', 'x', '12345');
  }
}

function textLike(schema: JsonObject): fc.Arbitrary<Json> {
  const [minLength, maxLength] = [Number(schema['minLength'] ?? 0), Math.min(Number(schema['maxLength'] ?? 40), Number(schema['minLength'] ?? 0) + 40)];
  switch (textOf(schema['format'])) {
    case 'uuid': return fc.uuid();
    case 'date-time': return fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString());
    case 'email': return fc.nat().map((n) => `somebody${String(n)}@example.org`);
    case 'uri': return fc.webUrl();
    default:
  }
  if (typeof schema['pattern'] === 'string') return matching(schema['pattern']);
  return fc.string({ minLength, maxLength, unit: 'grapheme' });
}

function numberLike(schema: JsonObject): fc.Arbitrary<Json> {
  const [min, max] = [Number(schema['minimum'] ?? schema['exclusiveMinimum'] ?? -1e6), Number(schema['maximum'] ?? schema['exclusiveMaximum'] ?? 1e6)];
  const [low, high] = [Math.max(min, -1e9), Math.min(max, 1e9)];
  return schema['type'] === 'integer' ? fc.integer({ min: Math.ceil(low), max: Math.floor(Math.min(high, 2 ** 31 - 1)) }) : fc.double({ min: low, max: high, noNaN: true });
}

function objectLike(schema: JsonObject, document: JsonObject, depth: number): fc.Arbitrary<Json> {
  const fields = Object.entries(objectOf(schema['properties']));
  const required = new Set(textsOf(schema['required']));
  const parts = Object.fromEntries(fields.map(([name, field]) => [name, allowedValue(field, document, depth + 1)]));
  const entries = isObject(schema['additionalProperties']) && fields.length === 0 ? fc.dictionary(fc.string({ minLength: 1, maxLength: 10 }), allowedValue(schema['additionalProperties'], document, depth + 1), { maxKeys: 2 }) : undefined;
  return entries ?? (fc.record(parts, { requiredKeys: fields.map(([name]) => name).filter((name) => required.has(name)) })); // fields are JSON
}

/** Values that the schema allows, as far as its keywords are known here; the server says so where they are not. */
export function allowedValue(given: Json | undefined, document: JsonObject, depth = 0): fc.Arbitrary<Json> {
  const schema = resolved(given, document);
  if (schema['const'] !== undefined) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum']) && schema['enum'].length > 0) return fc.constantFrom(...schema['enum']);
  const choices = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])];
  if (choices.length > 0) return fc.oneof(...choices.map((choice) => allowedValue(choice, document, depth + 1)));
  const parts = listOf(schema['allOf']).map((part) => resolved(part, document));
  if (parts.length > 0) return allowedValue(Object.assign({}, ...parts) as JsonObject, document, depth + 1);
  const type = Array.isArray(schema['type']) ? textOf(schema['type'][0]) : textOf(schema['type']);
  switch (type) {
    case 'string': return textLike(schema);
    case 'integer':
    case 'number': return numberLike(schema);
    case 'boolean': return fc.boolean();
    case 'null': return fc.constant(null);
    case 'array': return fc.array(depth > 4 ? fc.constant<Json>('x') : allowedValue(schema['items'], document, depth + 1), { minLength: Math.min(3, Number(schema['minItems'] ?? 0)), maxLength: Math.max(2, Math.min(3, Number(schema['minItems'] ?? 0))) });
    case 'object': return depth > 6 ? fc.constant<Json>({}) : objectLike(schema, document, depth);
    default: return fc.constantFrom<Json>('x', 1, true);
  }
}

/** The value with something inside it replaced, removed or added. */
export function spoilt(value: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.tuple(value, fc.nat(50), fc.constantFrom('replace', 'remove', 'add', 'double'), hostileValue).map(([whole, place, how, other]) => {
    const copy = structuredClone(whole);
    const places: { holder: Json[] | JsonObject; key: string }[] = [];
    const walk = (at: Json): void => {
      if (typeof at !== 'object' || at === null) return;
      for (const key of Object.keys(at)) {
        places.push({ holder: at, key });
        walk((at as JsonObject)[key] ?? null);
      }
    };
    walk(copy);
    const spot = places[place % Math.max(1, places.length)];
    if (!spot) return other;
    const holder = spot.holder as JsonObject; // an array takes texts as keys too
    if (how === 'replace') holder[spot.key] = other;
    else if (how === 'remove') delete holder[spot.key];
    else if (how === 'add') holder['unexpectedField'] = other;
    else holder[spot.key] = [holder[spot.key] ?? null, holder[spot.key] ?? null];
    return copy;
  });
}
