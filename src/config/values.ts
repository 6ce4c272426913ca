/** The configuration as a flat list of its values: where each stands, and how a variable's text becomes one. */
import { z } from 'zod';
import { editDistance } from '../kernel/edit-distance.ts';
import { FileConfig, valueMeta, type ValueMeta } from './schema.ts';

export interface ConfigValue extends ValueMeta {
  /** `server.port`. */
  path: string;
  schema: z.ZodType;
}

const withoutWrapping = (schema: z.ZodType): z.ZodType => {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault) return withoutWrapping(schema.unwrap() as z.ZodType); // of the classic kind, as all of ours are
  return schema;
};

function walk(schema: z.ZodType, prefix: string): ConfigValue[] {
  const meta = valueMeta.get(schema);
  if (meta) return [{ ...meta, path: prefix, schema }];
  const inner = withoutWrapping(schema);
  if (!(inner instanceof z.ZodObject)) throw new Error(`${prefix} is no value and no group.`);
  return Object.entries(inner.shape).flatMap(([key, part]) => walk(part as z.ZodType, prefix === '' ? key : `${prefix}.${key}`));
}

export const CONFIG_VALUES: readonly ConfigValue[] = walk(FileConfig, '');

const YES = /^(?:yes|on|true|1)$/i;
const NO = /^(?:no|off|false|0)$/i;

const fromJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** What a variable's or an option's text means for this value; text that means nothing stays text and fails the schema. */
export function fromText({ schema }: ConfigValue, text: string): unknown {
  const kind = withoutWrapping(schema);
  if (kind instanceof z.ZodBoolean) return YES.test(text) ? true : NO.test(text) ? false : text;
  if (kind instanceof z.ZodNumber) return /^\s*-?\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : text;
  if (kind instanceof z.ZodArray) return text.trimStart().startsWith('[') ? fromJson(text) : text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  if (kind instanceof z.ZodRecord) return fromJson(text);
  return text;
}

/** The name that was probably meant. */
export function closest(name: string, names: readonly string[]): string | undefined {
  const [best] = names.map((each) => ({ each, far: editDistance(name.toLowerCase(), each.toLowerCase()) })).sort((a, b) => a.far - b.far);
  return best && best.far <= Math.max(2, name.length / 3) ? best.each : undefined;
}
