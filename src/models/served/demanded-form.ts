/** Answers of a demanded form: what a server is told of it, and whether an answer keeps to it. */
import { z } from 'zod';

/**
 * Keywords that bound values. Grammars behind servers (vLLM's among them) know some of them or none and refuse the whole
 * schema for one that they do not know; the answer is checked against all of them here in any case.
 */
const BOUNDS = new Set(['$schema', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength', 'pattern', 'format', 'minItems', 'maxItems', 'uniqueItems', 'default']);

/** Their keys are names of fields, not keywords. */
const NAMED = new Set(['properties', '$defs', 'patternProperties']);

type Json = z.infer<ReturnType<typeof z.json>>;

function withoutBounds(schema: Json, names: boolean): Json {
  if (Array.isArray(schema)) return schema.map((each) => withoutBounds(each, false));
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(Object.entries(schema).filter(([key]) => names || !BOUNDS.has(key)).map(([key, value]) => [key, withoutBounds(value, !names && NAMED.has(key))]));
}

/** The form as JSON schema, in the words that every server understands. */
export const schemaForServer = (schema: z.ZodType): Record<string, unknown> => z.record(z.string(), z.unknown()).parse(withoutBounds(z.json().parse(z.toJSONSchema(schema)), false));

/** Servers that enforce nothing often put the document into a fence of Markdown. */
const unfenced = (text: string): string => /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/.exec(text)?.[1] ?? text;

/** What the server enforces is still checked: not every server enforces it. */
export function parseAs<T>(schema: z.ZodType<T>, text: string): { value: T } | { problem: string } {
  let given: unknown;
  try {
    given = JSON.parse(unfenced(text));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const parsed = schema.safeParse(given);
  return parsed.success ? { value: parsed.data } : { problem: z.prettifyError(parsed.error) };
}
