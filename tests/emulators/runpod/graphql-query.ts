/** As much of GraphQL as clients of machines write: one operation of fields, arguments and variables (GraphQL October 2021, section 2). */

export type Value = string | number | boolean | null | Value[] | { [name: string]: Value };

export interface Field { name: string; alias: string; args: Record<string, Value>; fields: Field[] }

export interface Operation { kind: 'query' | 'mutation'; fields: Field[] }

/** A comment too, which only the order of these alternatives tells from a `#` within a text. */
const TOKEN = /"""[\s\S]*?"""|"(?:\\.|[^"\\])*"|#[^\n]*|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[_A-Za-z]\w*|\$[_A-Za-z]\w*|\.\.\.|[!:=(){}[\]|&@]/g;

/** @throws SyntaxError */
export function parseGraphql(text: string, variables: Readonly<Record<string, unknown>> = {}): Operation {
  const tokens = (text.match(TOKEN) ?? []).filter((token) => !token.startsWith('#'));
  let i = 0;
  const peek = (): string | undefined => tokens[i];
  const take = (wanted?: string): string => {
    const token = tokens[i];
    if (token === undefined || (wanted !== undefined && token !== wanted)) throw new SyntaxError(`Syntax Error: Expected ${wanted ?? 'more'}, found ${token ?? '<EOF>'}.`);
    i += 1;
    return token;
  };

  const value = (): Value => {
    const token = take();
    if (token === '[') {
      const list: Value[] = [];
      while (peek() !== ']') list.push(value());
      take(']');
      return list;
    }
    if (token === '{') {
      const object: Record<string, Value> = {};
      while (peek() !== '}') {
        const name = take();
        take(':');
        object[name] = value();
      }
      take('}');
      return object;
    }
    if (token.startsWith('$')) return (variables[token.slice(1)] ?? null) as Value; // came as JSON
    if (token.startsWith('"""')) return token.slice(3, -3);
    if (token.startsWith('"')) return JSON.parse(token) as string; // escapes are those of JSON
    if (token === 'null') return null;
    if (token === 'true' || token === 'false') return token === 'true';
    return /^-?\d/.test(token) ? Number(token) : token;
  };

  const selection = (): Field[] => {
    const fields: Field[] = [];
    take('{');
    while (peek() !== '}') {
      let name = take();
      const alias = name;
      if (peek() === ':') { take(':'); name = take(); }
      const args: Record<string, Value> = {};
      if (peek() === '(') {
        take('(');
        while (peek() !== ')') {
          const argument = take();
          take(':');
          args[argument] = value();
        }
        take(')');
      }
      fields.push({ name, alias, args, fields: peek() === '{' ? selection() : [] });
    }
    take('}');
    return fields;
  };

  let kind: Operation['kind'] = 'query';
  if (peek() !== '{') {
    kind = take() === 'mutation' ? 'mutation' : 'query';
    // Name and types of variables say nothing that matters here.
    if (peek() !== '(' && peek() !== '{') take();
    if (peek() === '(') while (take() !== ')') { /* up to its end */ }
  }
  return { kind, fields: selection() };
}

/** Only what was asked for. A field that does not exist is null; the vendor would refuse it. */
export function project(value: unknown, fields: readonly Field[]): unknown {
  if (Array.isArray(value)) return value.map((item) => project(item, fields));
  if (typeof value !== 'object' || value === null || fields.length === 0) return value;
  const object = value as Readonly<Record<string, unknown>>; // any object's fields can be read
  return Object.fromEntries(fields.map((field) => {
    const inner = object[field.name];
    const resolved: unknown = typeof inner === 'function' ? (inner as (args: Record<string, Value>) => unknown)(field.args) : inner; // resolvers take the arguments
    return [field.alias, project(resolved ?? null, field.fields)];
  }));
}
