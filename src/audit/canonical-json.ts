/** JSON with one spelling for one value: RFC 8785 (JSON Canonicalization Scheme). */
import { z } from 'zod';

/** What an entry may say beside its object: short facts, no texts. */
export const AuditDetails = z.record(z.string().max(100), z.union([z.string().max(500), z.number(), z.boolean(), z.null()]));
export type AuditDetails = z.infer<typeof AuditDetails>;

/** PostgreSQL's text holds neither NUL nor half a surrogate pair. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');

/**
 * Flat objects only. Names are sorted by their UTF-16 units, as `sort` does it; numbers and strings are written by
 * JSON.stringify, whose spelling is the one RFC 8785 demands.
 */
export function canonicalJson(details: AuditDetails): string {
  const names = Object.keys(details).sort();
  return `{${names.map((name) => `${JSON.stringify(storable(name))}:${JSON.stringify(spelled(details[name] ?? null))}`).join(',')}}`;
}

const spelled = (value: string | number | boolean | null): string | number | boolean | null => (typeof value === 'string' ? storable(value) : value);
