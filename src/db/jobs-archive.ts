/** Templates made from jobs, and names taken out of completed ones. */
import { JobMetadata, JobPriority, JobSettings, JobType } from '@aima/contract';
import { sql, type SQL } from './drizzle.ts';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import { rowsOf, type Transaction } from './database.ts';
import { jsonbText } from './jsonb.ts';

const Moment = z.union([z.date(), z.string()]).transform((at) => new Date(at).toISOString());
const TemplateRow = z.object({
  id: z.string(), name: z.string(), type: JobType, priority: JobPriority, settings: JobSettings, metadata: JobMetadata, fromJobId: z.string().nullable(), createdAt: Moment,
}).transform(({ fromJobId, ...row }) => ({ ...row, ...(fromJobId === null ? {} : { fromJobId }) }));
export type JobTemplateRow = z.output<typeof TemplateRow>;

const columns = sql`t.id::text as id, t.name, t.type, t.priority, t.settings, t.metadata, t.from_job::text as "fromJobId", t.created_at as "createdAt"`;

export async function insertTemplate(tx: Transaction, template: Omit<JobTemplateRow, 'id' | 'createdAt'> & { id?: string | undefined }): Promise<JobTemplateRow> {
  const { id, name, type, priority, settings, metadata, fromJobId } = template;
  const [row] = await rowsOf(tx, sql`
    with t as (insert into job_template (id, name, type, priority, settings, metadata, from_job)
      values (coalesce(${id ?? null}::uuid, gen_random_uuid()), ${name}, ${type}, ${priority}, ${jsonbText(settings)}::jsonb, ${jsonbText(metadata)}::jsonb, ${fromJobId ?? null}::uuid) returning *)
    select ${columns} from t`, TemplateRow);
  if (!row) throw new AppError('INTERNAL', 'The new template was not returned.');
  return row;
}

export async function templateById(tx: Transaction, id: string): Promise<JobTemplateRow | undefined> {
  const [row] = await rowsOf(tx, sql`select ${columns} from job_template t where t.id = ${id}::uuid`, TemplateRow);
  return row;
}

/** Newest first. */
export const listTemplates = (tx: Transaction, limit: number, afterId: string | undefined): Promise<JobTemplateRow[]> => rowsOf(tx, sql`
  select ${columns} from job_template t
  where ${afterId === undefined ? sql`true` : sql`(t.created_at, t.id) < (select created_at, id from job_template where id = ${afterId}::uuid)`}
  order by t.created_at desc, t.id desc limit ${limit}`, TemplateRow);

export async function deleteTemplate(tx: Transaction, id: string): Promise<boolean> {
  return (await rowsOf(tx, sql`delete from job_template where id = ${id}::uuid returning 1 as one`, z.object({}))).length > 0;
}

/** The name as a whole word of PostgreSQL's regular expressions, whatever its signs are. */
const asPattern = (name: string): string => `(?<![[:alnum:]])${name.replace(/[^\p{L}\p{N}\s]/gu, '\\$&').replace(/\s+/gu, '\\s+')}(?![[:alnum:]])`;
/** The same within JSON text, where quotes and backslashes are escaped. */
const asJsonPattern = (name: string): string => asPattern(JSON.stringify(name).slice(1, -1));

/** `column` with every name replaced; the longest first, so that a full name is not taken apart. */
const replaced = (column: SQL, names: readonly [name: string, instead: string][], pattern: (name: string) => string): SQL =>
  names.reduce((value, [name, instead]) => sql`regexp_replace(${value}, ${pattern(name)}, ${instead}, 'gi')`, column);

/**
 * Replaces names in the findings of a job and in what people said about them: text, label, sentence, attributes and the
 * model's own words; corrections with their anchors and patches; what describers were told, in runs, plan and settings.
 * Needs a transaction over everything: nobody else may change corrections.
 *
 * @param names pairs of a name and the word in its place
 */
export async function anonymiseFindings(tx: Transaction, jobId: string, names: readonly [name: string, instead: string][]): Promise<void> {
  if (names.length === 0) return;
  const ordered = [...names].sort(([a], [b]) => b.length - a.length);
  const inText = (column: SQL): SQL => replaced(column, ordered, asPattern);
  const inJson = (column: SQL): SQL => sql`${replaced(sql`${column}::text`, ordered, asJsonPattern)}::jsonb`;
  const any = ordered.map(([name]) => asPattern(name)).join('|');
  const anyJson = ordered.map(([name]) => asJsonPattern(name)).join('|');
  await tx.execute(sql`
    update observation set text = ${inText(sql`text`)}, label = ${inText(sql`label`)}, sentence = ${inText(sql`sentence`)},
      attributes = ${inJson(sql`attributes`)}, original = ${inJson(sql`original`)}
    where job_id = ${jobId}::uuid and (text ~* ${any} or label ~* ${any} or sentence ~* ${any} or attributes::text ~* ${anyJson} or original::text ~* ${anyJson})`);
  await tx.execute(sql`
    update correction set patch = ${inJson(sql`patch`)}, anchor = ${inJson(sql`anchor`)}, selector = ${inJson(sql`selector`)}
    where job_id = ${jobId}::uuid and (patch::text ~* ${anyJson} or anchor::text ~* ${anyJson} or selector::text ~* ${anyJson})`);
  // Only there: elsewhere in them a name that is also a word of ours, such as of a method, would be taken for one.
  const told = (part: SQL): SQL => sql`case when ${part} #> '{parameters,context}' is null then ${part} else jsonb_set(${part}, '{parameters,context}', ${inJson(sql`(${part} #> '{parameters,context}')`)}) end`;
  const toldEach = (list: SQL): SQL => sql`(select jsonb_agg(${told(sql`part`)} order by place) from jsonb_array_elements(${list}) with ordinality as each (part, place))`;
  await tx.execute(sql`update run set facts = ${told(sql`facts`)} where job_id = ${jobId}::uuid and facts #>> '{parameters,context}' ~* ${anyJson}`);
  await tx.execute(sql`update job set plan = jsonb_set(plan, '{choices}', ${toldEach(sql`plan -> 'choices'`)}) where id = ${jobId}::uuid and (plan -> 'choices')::text ~* ${anyJson}`);
  await tx.execute(sql`update job set settings = jsonb_set(settings, '{analyzers}', ${toldEach(sql`settings -> 'analyzers'`)}) where id = ${jobId}::uuid and (settings -> 'analyzers')::text ~* ${anyJson}`);
}
