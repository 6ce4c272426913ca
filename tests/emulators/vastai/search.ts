/** Filters, order and limit of a search for offers (section 2.3). */

type Row = Record<string, unknown>;

const OPTIONS = new Set(['order', 'type', 'limit', 'allocated_storage', 'select_cols', 'q', 'disable_bundling', 'sort_option']);
/** A search never gives more rows than this, whatever it asks for. */
const MOST_ROWS = 64;

const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

const TESTS: Record<string, (value: unknown, wanted: unknown) => boolean> = {
  eq: (value, wanted) => value === wanted,
  neq: (value, wanted) => value !== wanted,
  gt: (value, wanted) => Number(value) > Number(wanted),
  gte: (value, wanted) => Number(value) >= Number(wanted),
  lt: (value, wanted) => Number(value) < Number(wanted),
  lte: (value, wanted) => Number(value) <= Number(wanted),
  in: (value, wanted) => Array.isArray(wanted) && wanted.includes(value),
  notin: (value, wanted) => Array.isArray(wanted) && !wanted.includes(value),
};

/** Filtering on `id` matches nothing; `ask_contract_id` is the way (section 2.3). */
function passes(row: Row, [field, condition]: [string, unknown]): boolean {
  if (field === 'id') return false;
  if (!isObject(condition)) return row[field] === condition;
  return Object.entries(condition).every(([operator, wanted]) => TESTS[operator]?.(row[field], wanted) ?? true);
}

/** Rows that keep to every condition of a body whose other keys are options. */
export const filterRows = (rows: readonly Row[], conditions: Row): Row[] => {
  const filters = Object.entries(conditions).filter(([key]) => !OPTIONS.has(key));
  return rows.filter((row) => filters.every((filter) => passes(row, filter)));
};

function compare(a: Row, b: Row, order: unknown): number {
  for (const part of Array.isArray(order) ? order : []) {
    if (!Array.isArray(part)) continue;
    const [field, direction] = part.map(String);
    if (field === undefined) continue;
    const [left, right] = [a[field], b[field]];
    const sign = left === right ? 0 : Number(left) < Number(right) || String(left) < String(right) && Number.isNaN(Number(left)) ? -1 : 1;
    if (sign !== 0) return direction === 'desc' ? -sign : sign;
  }
  return 0;
}

export interface SearchOptions {
  kind: 'ondemand' | 'bid';
  diskGb: number;
}

/** What a search is for: `type` and the disk whose price is in `dph_total`. */
export const searchOptions = (body: Row): SearchOptions => ({
  kind: body.type === 'bid' ? 'bid' : 'ondemand',
  diskGb: typeof body.allocated_storage === 'number' ? body.allocated_storage : 8,
});

/** @param honourFilters false: the server gives rows that break the conditions (fault 3) */
export function searchRows(rows: readonly Row[], body: Row, honourFilters: boolean): Row[] {
  const found = honourFilters ? filterRows(rows, body) : [...rows];
  const limit = typeof body.limit === 'number' ? Math.min(body.limit, MOST_ROWS) : MOST_ROWS;
  return found.toSorted((a, b) => compare(a, b, body.order ?? [['score', 'desc']])).slice(0, limit);
}
