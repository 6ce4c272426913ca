/**
 * What of an OpenAPI document would break the programs that were written against an earlier one.
 *
 * Our own, because of the packages for it none reads OpenAPI 3.1 in Node: openapi-diff stops at 3.0, @azure/oad needs .NET, and
 * @pb33f/openapi-changes fetches a program when it is installed.
 */
import { isObject, listOf, objectOf, resolved, textOf, type Json, type JsonObject } from './json-object.ts';
import { schemaBreaks } from './schema-breaks.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];

interface Pair {
  before: JsonObject;
  after: JsonObject;
  old: JsonObject;
  now: JsonObject;
}

function parameters(operation: JsonObject, document: JsonObject): Map<string, JsonObject> {
  const all = listOf(operation['parameters']).map((each) => resolved(each, document));
  return new Map(all.map((each) => [`${textOf(each['in'])} parameter ${textOf(each['name'])}`, each]));
}

function parameterBreaks({ before, after, old, now }: Pair, at: string): string[] {
  const [were, are] = [parameters(old, before), parameters(now, after)];
  const kept = [...were].flatMap(([name, was]) => {
    const is = are.get(name);
    if (!is) return [`${at}: the ${name} is gone`];
    const required = is['required'] === true && was['required'] !== true ? [`${at}: the ${name} is required now`] : [];
    return [...required, ...schemaBreaks({ schema: was['schema'], document: before }, { schema: is['schema'], document: after }, 'sent', `${at}: ${name}`)];
  });
  const demanded = [...are].filter(([name, is]) => is['required'] === true && !were.has(name)).map(([name]) => `${at}: the ${name} is new and required`);
  return [...kept, ...demanded];
}

function contentBreaks({ before, after, old, now }: Pair, direction: 'sent' | 'read', at: string): string[] {
  const [were, are] = [objectOf(old['content']), objectOf(now['content'])];
  return Object.entries(were).flatMap(([type, was]) => {
    const is = are[type];
    if (!isObject(is)) return [`${at}: ${type} is gone`];
    return schemaBreaks({ schema: objectOf(was)['schema'], document: before }, { schema: is['schema'], document: after }, direction, at);
  });
}

function bodyBreaks({ before, after, old, now }: Pair, operation: string): string[] {
  const at = `${operation}: body`;
  const [was, is] = [old['requestBody'], now['requestBody']].map((each, i) => (each === undefined ? undefined : resolved(each, i === 0 ? before : after)));
  if (!is) return was ? [`${at}: is not read any more`] : [];
  const required = is['required'] === true && was?.['required'] !== true ? [`${at}: is required now`] : [];
  return [...required, ...(was ? contentBreaks({ before, after, old: was, now: is }, 'sent', at) : [])];
}

function answerBreaks({ before, after, old, now }: Pair, operation: string): string[] {
  const [were, are] = [objectOf(old['responses']), objectOf(now['responses'])];
  return Object.entries(were).flatMap(([status, was]) => {
    const at = `${operation}: answer ${status}`;
    if (!isObject(are[status])) return [`${at}: is gone`];
    const [then, today] = [resolved(was, before), resolved(are[status], after)];
    const headers = Object.keys(objectOf(then['headers'])).filter((name) => objectOf(today['headers'])[name] === undefined).map((name) => `${at}: the header ${name} is gone`);
    return [...headers, ...contentBreaks({ before, after, old: then, now: today }, 'read', at)];
  });
}

const isPublic = (operation: JsonObject, document: JsonObject): boolean => {
  const demanded: Json[] = listOf(operation['security'] ?? document['security']);
  return demanded.length === 0 || demanded.some((each) => isObject(each) && Object.keys(each).length === 0);
};

function operationBreaks(pair: Pair, at: string): string[] {
  const { before, after, old, now } = pair;
  const named = old['operationId'] !== undefined && old['operationId'] !== now['operationId'] ? [`${at}: operationId ${JSON.stringify(old['operationId'])} is gone`] : [];
  const locked = isPublic(old, before) && !isPublic(now, after) ? [`${at}: needs somebody signed in now`] : [];
  return [...named, ...locked, ...parameterBreaks(pair, at), ...bodyBreaks(pair, at), ...answerBreaks(pair, at)];
}

/** One line per break; the same break always has the same line. */
export function apiBreaks(before: JsonObject, after: JsonObject): string[] {
  return Object.entries(objectOf(before['paths'])).flatMap(([path, was]) => {
    const is = objectOf(after['paths'])[path];
    if (!isObject(is)) return [`${path}: the path is gone`];
    return METHODS.filter((method) => objectOf(was)[method] !== undefined).flatMap((method) => {
      const at = `${method.toUpperCase()} ${path}`;
      const [old, now] = [objectOf(objectOf(was)[method]), is[method]];
      return isObject(now) ? operationBreaks({ before, after, old, now }, at) : [`${at}: the operation is gone`];
    });
  });
}
