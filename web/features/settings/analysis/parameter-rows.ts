/** Parameters of an analyzer as rows, from the JSON Schema that it declares. */

export interface ParameterRow {
  name: string;
  type: 'number' | 'integer' | 'boolean' | 'string' | 'array' | 'object' | 'any';
  standard: unknown;
  least?: number;
  most?: number;
  /** The only values allowed. */
  options?: readonly string[];
  description?: string;
}

const TYPES = ['number', 'integer', 'boolean', 'string', 'array', 'object'] as const;
type Loose = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value);
/** What schemas of whole numbers carry where nobody set a limit says nothing. */
const limit = (value: unknown): number | undefined => (typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined);

export function parameterRows(schema: Loose, defaults: Loose): ParameterRow[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).map(([name, property]) => {
    const facts = isObject(property) ? property : {};
    const [least, most] = [limit(facts['minimum'] ?? facts['exclusiveMinimum']), limit(facts['maximum'] ?? facts['exclusiveMaximum'])];
    const options = Array.isArray(facts['enum']) ? facts['enum'].map(String) : undefined;
    return {
      name, type: TYPES.find((type) => type === facts['type']) ?? 'any', standard: defaults[name],
      ...(least !== undefined && { least }), ...(most !== undefined && { most }), ...(options && { options }), ...(typeof facts['description'] === 'string' && { description: facts['description'] }),
    };
  });
}
