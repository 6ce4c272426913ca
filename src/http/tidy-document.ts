/** The OpenAPI document as readers want it: every reference leads somewhere, and nothing stands in it that nothing refers to. */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = Record<string, Json>;

const PLACE = '#/components/schemas/';

const objectOf = (value: Json | undefined): JsonObject => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {});

/** Where zod would refer to a part of its own that never comes into the document (it does for `z.json()`), any value is meant. */
function withoutLooseEnds(value: Json, schemas: JsonObject): Json {
  if (Array.isArray(value)) return value.map((part) => withoutLooseEnds(part, schemas));
  if (typeof value !== 'object' || value === null) return value;
  const name = typeof value['$ref'] === 'string' && value['$ref'].startsWith(PLACE) ? value['$ref'].slice(PLACE.length) : undefined;
  if (name !== undefined && !Object.hasOwn(schemas, name)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutLooseEnds(part, schemas)]));
}

/** Names of the schemas that `value` refers to, through others too. */
function namesIn(value: Json | undefined, schemas: JsonObject, found = new Set<string>()): Set<string> {
  for (const [, name = ''] of JSON.stringify(value ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    if (found.has(name)) continue;
    found.add(name);
    namesIn(schemas[name], schemas, found);
  }
  return found;
}

/** The same document. zod writes every named schema twice, as it is sent and as it is read, and one of them is often for nothing. */
export function tidyDocument(given: object): Record<string, unknown> {
  // Written as text and read again: what has no place in JSON is gone, and the rest is JSON whatever its type says.
  const read = JSON.parse(JSON.stringify(given)) as JsonObject;
  const document = withoutLooseEnds(read, objectOf(objectOf(read['components'])['schemas'])) as JsonObject;
  const components = objectOf(document['components']);
  const schemas = objectOf(components['schemas']);
  const used = namesIn(document['paths'], schemas);
  const kept = Object.keys(schemas).filter((name) => used.has(name)).sort();
  return { ...document, components: { ...components, schemas: Object.fromEntries(kept.map((name) => [name, schemas[name] ?? {}])) } };
}
