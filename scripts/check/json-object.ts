/** Reading JSON whose shape is known only loosely, such as schemas written by somebody else. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;

export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
/** An empty one where it is absent or something else. */
export const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
export const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
export const textsOf = (value: Json | undefined): string[] => listOf(value).filter((each) => typeof each === 'string');

/** What a local reference such as `#/components/schemas/Job` names, followed to its end. */
export function resolved(value: Json | undefined, document: JsonObject): JsonObject {
  const found = objectOf(value);
  const { $ref, ...beside } = found;
  if (typeof $ref !== 'string') return found;
  const target = $ref.replace(/^#\//, '').split('/').reduce<Json | undefined>((at, key) => objectOf(at)[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  return { ...resolved(target, document), ...beside };
}
