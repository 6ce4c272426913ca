/** Fields of an analyzer's parameters, read from their JSON Schema. What a form cannot hold is left to profile files. */

interface Common {
  name: string;
  standard: unknown;
}
export type ParameterField = Common & (
  | { kind: 'number'; least?: number; most?: number; whole: boolean }
  | { kind: 'switch' }
  | { kind: 'choice'; options: readonly string[] }
  | { kind: 'text'; most?: number }
  | { kind: 'texts' }
  | { kind: 'group'; fields: readonly ParameterField[] }
);

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const numberIn = (schema: Schema, ...keys: readonly string[]): number | undefined => keys.map((key) => schema[key]).find((value) => typeof value === 'number');

function fieldOf(name: string, schema: Schema, standard: unknown): ParameterField | undefined {
  const common = { name, standard: standard ?? schema['default'] };
  const options = schema['enum'];
  if (Array.isArray(options) && options.every((option) => typeof option === 'string')) return { ...common, kind: 'choice', options };
  switch (schema['type']) {
    case 'number':
    case 'integer': {
      const least = numberIn(schema, 'minimum', 'exclusiveMinimum');
      const most = numberIn(schema, 'maximum', 'exclusiveMaximum');
      return { ...common, kind: 'number', whole: schema['type'] === 'integer', ...(least !== undefined && { least }), ...(most !== undefined && most < Number.MAX_SAFE_INTEGER && { most }) };
    }
    case 'boolean': return { ...common, kind: 'switch' };
    case 'string': {
      const most = numberIn(schema, 'maxLength');
      return { ...common, kind: 'text', ...(most !== undefined && { most }) };
    }
    case 'array': return isSchema(schema['items']) && schema['items']['type'] === 'string' ? { ...common, kind: 'texts' } : undefined;
    case 'object': {
      const properties = schema['properties'];
      // Without a usual value it is data for programs.
      if (!isSchema(properties) || !isSchema(common.standard)) return undefined;
      const { standard: usual } = common;
      const fields = Object.entries(properties).flatMap(([key, each]) => (isSchema(each) ? fieldOf(key, each, usual[key]) ?? [] : []));
      return fields.length === 0 ? undefined : { ...common, kind: 'group', fields };
    }
    default: return undefined;
  }
}

export function parameterFields(schema: Schema, defaults: Schema): ParameterField[] {
  const properties = schema['properties'];
  return isSchema(properties) ? Object.entries(properties).flatMap(([name, each]) => (isSchema(each) ? fieldOf(name, each, defaults[name]) ?? [] : [])) : [];
}

/** `minConfidence` as people read it: `min confidence`; a unit stands in brackets. */
export function readableName(name: string): string {
  const [, stem = name, unit] = /^(.+?)(Ms|Px|Usd)$/.exec(name) ?? [];
  const words = stem.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
  return unit === undefined ? words : `${words} (${unit.toLowerCase()})`;
}

/** Finer steps for what is a share. */
export const stepOf = ({ whole, most }: { whole: boolean; most?: number }): number | 'any' => (whole ? 1 : most === 1 ? 0.01 : 'any');
