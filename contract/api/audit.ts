/** The audit log: who did what to which object, chained so that a change of the past is seen. */
import { z } from 'zod';
import { PageQuery } from './paging.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const seq = z.int().positive();

export const AuditEntry = z.object({
  seq: seq.describe('Number in its chain, without gaps'),
  at: z.iso.datetime(),
  actor: z.string().describe('`user:ID`, `api_key:ID`, or `system` and what of it'),
  action: z.string().describe('Noun and past participle: `media.stored`'),
  objectType: z.string(),
  objectId: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).describe('Ids, states and numbers; never media, texts or names'),
  workspaceId: z.string().nullable().describe('Null: the installation itself'),
  hash: hash.describe('SHA-256 of the canonical JSON (RFC 8785) of action, actor, at, details, objectId, objectType, previous (the hash before it, 64 zeros at first), seq and workspaceId'),
}).meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditFilterQuery = z.object({
  actor: z.string().max(300).optional(),
  action: z.string().max(100).optional().describe('The action itself, or with a final dot what it begins with: `media.`'),
  objectType: z.string().max(100).optional(),
  objectId: z.string().max(300).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional().describe('Not included'),
  about: z.enum(['storage']).optional().describe('`storage`: what was stored and deleted'),
});
export const AuditQuery = AuditFilterQuery.extend(PageQuery.shape);
export type AuditQuery = z.output<typeof AuditQuery>;
export type AuditFilterQuery = z.output<typeof AuditFilterQuery>;

/** The end of a chain as somebody wrote it down. */
export const RememberedHead = z.object({
  seq: z.coerce.number().int().positive().optional().describe('Number of an entry whose hash was written down earlier'),
  hash: hash.optional().describe('Its hash: if the chain was cut off before it or written anew, this tells'),
});
export type RememberedHead = z.output<typeof RememberedHead>;

export const AuditVerification = z.object({
  whole: z.boolean(),
  workspaceId: z.string().nullable(),
  entries: z.int().nonnegative().describe('Entries that are whole, from the first one on'),
  head: z.object({ seq: z.int().nonnegative(), hash }).describe('The end of what is whole; write it down to find later whether anything behind it was cut off'),
  fault: z.object({
    seq: seq.describe('The first entry that is not as it was'),
    kind: z.enum(['changed', 'missing', 'cut_off', 'not_remembered']),
  }).optional(),
}).meta({ id: 'AuditVerification' });
export type AuditVerification = z.infer<typeof AuditVerification>;
