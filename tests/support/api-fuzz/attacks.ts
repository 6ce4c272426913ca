/** Requests that attack one operation, kind by kind; each is drawn from a seed, so a finding can be made again. */
import fc from 'fast-check';
import { objectOf, resolved, textsOf, type Json, type JsonObject } from '../../../scripts/check/json-object.ts';
import type { FuzzOperation } from './operations.ts';
import type { Meant } from './meant.ts';
import type { RawRequest } from './raw-request.ts';
import { allowedValue, DEEP_TEXTS, hostileText, hostileValue, spoilt } from './schema-values.ts';

/** Ids by the name of the parameter that they stand for. */
export type Ids = Readonly<Record<string, readonly string[]>>;

export interface World {
  document: JsonObject;
  /** Of the server's own page. */
  origin: string;
  /** Credentials as headers. */
  owner: Record<string, string>;
  /** The same person with a session: some operations are for persons only. */
  person: Record<string, string>;
  viewer: Record<string, string>;
  /** Keys that were good once, by why they are not any more. */
  ended: readonly Record<string, string>[];
  ownIds: Ids;
  /** Of the other workspace: real ones that nobody here may see. */
  foreignIds: Ids;
  foreignWorkspace: string;
}

export interface Attack {
  kind: string;
  request: RawRequest;
  /** What the request says in another encoding: it may come back, too. */
  says?: string;
  /** What has to come of it, where that is certain. */
  expects?: 'refusal' | 'sign_in' | 'forbidden' | 'not_found';
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

interface Parts { operation: FuzzOperation; world: World }

const JSON_TYPE = { 'content-type': 'application/json' };
/** Encoded as a decent client does. */
const encoded = (text: string): string => {
  try {
    return encodeURIComponent(text);
  } catch {
    return '%ED%A0%80'; // half a surrogate pair, as sloppy programs write it
  }
};

const idOf = (ids: Ids, name: string): fc.Arbitrary<string> => {
  const known = ids[name] ?? [];
  return known.length > 0 ? fc.constantFrom(...known) : fc.uuid();
};

/** The path with its parameters in place. */
function pathWith({ operation }: Parts, valueOf: (name: string, schema: Json | undefined) => fc.Arbitrary<string>): fc.Arbitrary<string> {
  const names = operation.parameters.filter((each) => each.in === 'path');
  return fc.tuple(...names.map(({ name, schema }) => valueOf(name, schema))).map((values) => operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => values[names.findIndex((each) => each.name === name)] ?? 'x'));
}

/** Own ids where the parameter stands for one, else what its schema allows. */
const ownPath = (parts: Parts): fc.Arbitrary<string> => pathWith(parts, (name, schema) => (parts.world.ownIds[name] ? idOf(parts.world.ownIds, name) : allowedValue(schema, parts.world.document).map(String)).map(encoded));

function queryOf({ operation, world }: Parts, hostile: boolean): fc.Arbitrary<string> {
  const fields = operation.parameters.filter((each) => each.in === 'query');
  if (fields.length === 0) return hostile ? fc.tuple(hostileText, hostileText).map(([name, value]) => `?${encoded(name)}=${encoded(value)}`) : fc.constant('');
  const one = ({ name, schema }: FuzzOperation['parameters'][number]): fc.Arbitrary<string> =>
    (hostile ? fc.oneof(hostileValue, allowedValue(schema, world.document)) : allowedValue(schema, world.document)).map((value) => `${encodeURIComponent(name)}=${encoded(typeof value === 'string' ? value : JSON.stringify(value))}`);
  return fc.subarray(fields, { minLength: hostile ? 1 : fields.some(({ required }) => required) ? fields.length : 0 }).chain((some) => fc.tuple(...some.map(one)).map((texts) => (texts.length === 0 ? '' : `?${texts.join('&').slice(0, 6000)}`)));
}

const bodyOf = ({ operation, world }: Parts): fc.Arbitrary<Json> => (operation.body === undefined ? fc.constant({}) : allowedValue(operation.body, world.document));

interface Shape { path: fc.Arbitrary<string>; query?: fc.Arbitrary<string>; body?: fc.Arbitrary<string | Buffer | undefined>; headers?: fc.Arbitrary<Record<string, string | string[]>>; method?: string }

function requests({ operation, world }: Parts, { path, query = fc.constant(''), body = fc.constant(undefined), headers = fc.constant({ ...world.owner }), method = operation.method }: Shape): fc.Arbitrary<RawRequest> {
  return fc.tuple(path, query, body, headers).map(([at, asked, content, given]) => ({
    method, path: `${at}${asked}`,
    headers: { ...(content === undefined ? {} : { ...JSON_TYPE, 'content-length': String(Buffer.byteLength(content)) }), ...given },
    ...(content === undefined ? {} : { body: content }),
  }));
}

const textOfBody = (parts: Parts): fc.Arbitrary<string | undefined> => (parts.operation.body === undefined ? fc.constant(undefined) : bodyOf(parts).map((value) => JSON.stringify(value)));
const as = (kind: string, made: fc.Arbitrary<RawRequest>, expects?: Attack['expects']): fc.Arbitrary<Attack> => made.map((request) => ({ kind, request, ...(expects ? { expects } : {}) }));

const BROKEN_BODIES: readonly (string | Buffer)[] = ['', '{', '{"a":', '[1,', 'nul', '{"a":1}}', '\ufeff{}', "{'a':1}", '{"a":NaN}', '{"a":1,"a":2}', '{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"x":1}}}', Buffer.from([0xff, 0xfe, 0x7b, 0x7d]), Buffer.from([0x22, 0xc3, 0x28, 0x22]), Buffer.from('{"a":"\\u0000"}'), ...DEEP_TEXTS];
const TOO_LARGE = Buffer.from(`{"a":"${'x'.repeat(9 * 2 ** 20)}"}`);
const TYPES = ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'application/offset+octet-stream', 'x', '', 'application/json;;;', 'application/json\t'];
const PATH_TRICKS = ['..%2f..%2fetc%2fpasswd', '%00', '%2e%2e%2f%2e%2e', '..', '.', '%c0%ae%c0%ae', '%', '%zz', 'a%0d%0aSet-Cookie:x', ';a=b', '*', '~', '\\..\\..', '%5c..', 'a'.repeat(2000), '%F0%9F%92%A3', '', '%20', 'undefined', 'null', '-1', '%ed%a0%80'];
const ODD_HEADERS: readonly Record<string, string | string[]>[] = [
  { 'idempotency-key': ['aaaaaaaa', 'bbbbbbbb'] }, { 'idempotency-key': 'x'.repeat(5000) }, { 'idempotency-key': '' }, { 'if-match': 'x' }, { 'if-match': ['"1"', '"2"'] }, { 'if-none-match': '*'.repeat(1000) },
  { 'range': 'bytes=9999999999999999999-' }, { 'range': 'bytes=-0' }, { 'range': 'bytes=5-1,2-3,,' }, { 'accept-language': 'de;q=,'.repeat(200) }, { 'accept': 'x/y' }, { 'aima-workspace': '../x' }, { 'aima-workspace': ['a', 'b'] },
  { 'content-encoding': 'gzip' }, { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }, { 'origin': 'https://evil.example' }, { 'origin': 'null' }, { 'cookie': 'aima.session_token=x; __proto__=1; '.repeat(20) },
  { 'x-http-method-override': 'DELETE' }, { 'expect': 'x' }, { 'upgrade': 'websocket', 'connection': 'upgrade' }, { 'x-big': 'x'.repeat(9000) }, { 'host': 'evil.example' },
];

/** By its name or by its look: what a person may write as they like comes back later, and would seem to come from the other workspace. */
const standsForId = (key: string, value: Json | undefined): boolean => /ids?$/i.test(key) || (typeof value === 'string' && UUID.test(value));

/** Everything here that stands for an id becomes one of the other workspace. */
export function withForeignIds(value: Json, foreign: readonly string[], pick: number, key = ''): Json {
  if (Array.isArray(value)) return value.length === 0 && standsForId(key, undefined) ? foreign.slice(0, 3) : value.map((each, i) => withForeignIds(each, foreign, pick + i, key));
  if (typeof value === 'string') return standsForId(key, value) ? foreign[pick % foreign.length] ?? value : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withForeignIds(part, foreign, pick, name)]));
}

/** Ids become real ones of the own workspace, of the kind that their name says. */
function withOwnIds(value: Json, ids: Ids): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => withOwnIds(each, ids));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => {
    const known = ids[key.replace(/^from(?=J)/, '').replace(/^J/, 'j').replace(/s$/, '')];
    if (known && typeof part === 'string') return [key, known[0] ?? part];
    return [key, known && Array.isArray(part) ? [...known] : withOwnIds(part, ids)];
  }));
}

/** Only what has to be there, with ids that are good. */
function leastBody({ operation, world }: Parts): fc.Arbitrary<string | undefined> {
  if (operation.body === undefined) return fc.constant(undefined);
  const schema = resolved(operation.body, world.document);
  const required = new Set(textsOf(schema['required']));
  const properties = Object.fromEntries(Object.entries(objectOf(schema['properties'])).filter(([name]) => required.has(name) || name === 'mediaIds'));
  return allowedValue(schema['properties'] === undefined ? schema : { ...schema, properties, required: Object.keys(properties) }, world.document).map((value) => JSON.stringify(withOwnIds(value, world.ownIds)));
}

const HAS_BODY = new Set(['POST', 'PUT', 'PATCH']);

function bodyAttacks(parts: Parts): fc.Arbitrary<Attack>[] {
  const { operation, world } = parts;
  if (!HAS_BODY.has(operation.method)) return [];
  const path = ownPath(parts);
  return [
    as('spoilt body', requests(parts, { path, body: spoilt(bodyOf(parts)).map((value) => JSON.stringify(value) ?? 'null') })),
    as('any body', requests(parts, { path, body: hostileValue.map((value) => JSON.stringify(value)) })),
    as('broken body', requests(parts, { path, body: fc.constantFrom(...BROKEN_BODIES) })),
    as('wrong type', requests(parts, { path, body: textOfBody(parts).map((text) => text ?? '{}'), headers: fc.constantFrom(...TYPES).map((type) => ({ ...world.owner, 'content-type': type })) })),
    as('too large', requests(parts, { path, body: fc.constant(TOO_LARGE) }), 'refusal'),
    as('chunked without end', requests(parts, { path, body: fc.constant('{'.repeat(100)), headers: fc.constant({ ...world.owner, 'transfer-encoding': 'chunked', 'content-length': [] }) })),
    as('dripping', requests(parts, { path, body: textOfBody(parts).map((text) => text ?? '{"a":1}') }).map((request) => ({ ...request, drip: true }))),
    as("another workspace's ids in the body", requests(parts, { path, body: fc.tuple(bodyOf(parts), fc.nat(20)).map(([value, pick]) => JSON.stringify(withForeignIds(value, Object.values(world.foreignIds).flat(), pick))) })),
  ];
}

function accessAttacks(parts: Parts): fc.Arbitrary<Attack>[] {
  const { operation, world } = parts;
  if (operation.public) return [];
  // A query that is not read right may be told before anything else, so only what must stand there does.
  const demanded = operation.parameters.some((each) => each.in === 'query' && each.required);
  const shape = { path: ownPath(parts), ...(demanded ? { query: queryOf(parts, false) } : {}), body: textOfBody(parts) };
  const garbage = fc.constantFrom<Record<string, string | string[]>>({ authorization: 'Bearer x' }, { authorization: 'Basic eDp5' }, { authorization: `Bearer aima_${'x'.repeat(43)}` }, { authorization: 'Bearer ' }, { cookie: 'aima.session_token=abc.def', origin: world.origin }, { authorization: 'Bearer \u00ff' }, ...world.ended);
  return [
    as('nobody', requests(parts, { ...shape, headers: fc.constant({}) }), 'sign_in'),
    as('not any more', requests(parts, { ...shape, headers: garbage }), 'sign_in'),
    as('another workspace by header', requests(parts, { ...shape, headers: fc.constant({ ...world.owner, 'aima-workspace': world.foreignWorkspace }) }), 'refusal'),
    ...(operation.permission !== undefined && operation.permission !== 'system:manage' && !operation.permission.endsWith(':read') ? [as('viewer', requests(parts, { ...shape, headers: fc.constant({ ...world.viewer }) }), 'forbidden')] : []),
  ];
}

function pathAttacks(parts: Parts): fc.Arbitrary<Attack>[] {
  const { operation, world } = parts;
  const body = textOfBody(parts);
  const inPath = operation.parameters.filter((each) => each.in === 'path');
  const foreign = inPath.length > 0 && inPath.every(({ name }) => (world.foreignIds[name]?.length ?? 0) > 0);
  return [
    ...(inPath.length > 0 ? [
      as('tricks in the path', requests(parts, { path: pathWith(parts, () => fc.oneof(fc.constantFrom(...PATH_TRICKS), hostileText.filter((text) => text.length < 3000).map(encoded))), body })),
      as('ids that nobody has', requests(parts, { path: pathWith(parts, () => fc.uuid()), body })),
    ] : []),
    ...(foreign ? [as("another workspace's ids", requests(parts, { path: pathWith(parts, (name) => idOf(world.foreignIds, name).map(encoded)), query: queryOf(parts, false), body }), 'refusal')] : []),
    as('hostile query', requests(parts, { path: ownPath(parts), query: queryOf(parts, true), body })),
    as('odd headers', requests(parts, { path: ownPath(parts), body, headers: fc.constantFrom(...ODD_HEADERS).map((odd) => ({ ...world.owner, ...odd })) })),
    as('another method', fc.constantFrom(...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'].filter((method) => method !== operation.method)).chain((method) => requests(parts, { path: ownPath(parts), method, headers: fc.constant({}) }))),
  ];
}

/** The request that the operation is made for; its answer should be a success. */
function asMeant({ operation, world }: Parts, { params = {}, query = '', body, headers = world.owner }: Meant): RawRequest {
  const at = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => encoded(params[name] ?? world.ownIds[name]?.[0] ?? 'x'));
  const content = body === undefined ? undefined : JSON.stringify(body);
  return { method: operation.method, path: `${at}${query}`, headers: { ...headers, ...(content === undefined ? {} : { ...JSON_TYPE, 'content-length': String(Buffer.byteLength(content)) }) }, ...(content === undefined ? {} : { body: content }) };
}

function attacksOnMeant(parts: Parts, meant: Meant): fc.Arbitrary<Attack>[] {
  const { body } = meant;
  const good = asMeant(parts, meant);
  const withBody = (value: fc.Arbitrary<Json>): fc.Arbitrary<RawRequest> => value.map((each) => asMeant(parts, { ...meant, body: each }));
  return [
    as('with odd headers', fc.constantFrom(...ODD_HEADERS).map((odd) => ({ ...good, headers: { ...good.headers, ...odd } }))),
    ...(body === undefined ? [] : [
      as('with a spoilt body', withBody(spoilt(fc.constant(body)))),
      as("with another workspace's ids", withBody(fc.nat(20).map((pick) => withForeignIds(body, Object.values(parts.world.foreignIds).flat(), pick)))),
    ]),
    as('again', fc.constant(good)),
  ];
}

/** @param meant what a good request needs; its ids then stand in every path @returns that request, and all kinds of attacks */
export function attacksOn(operation: FuzzOperation, around: World, meant: Meant = {}): { first: Attack; attacks: fc.Arbitrary<Attack>[] } {
  const params = Object.fromEntries(Object.entries(meant.params ?? {}).map(([name, id]) => [name, [id]]));
  const world = { ...around, ...(operation.permission === undefined ? { owner: around.person } : {}), ownIds: { ...around.ownIds, ...params } };
  const parts = { operation, world };
  return {
    first: { kind: 'as meant', request: asMeant(parts, meant) },
    attacks: [
      as('as documented', requests(parts, { path: ownPath(parts), query: queryOf(parts, false), body: textOfBody(parts) })),
      as('as documented', requests(parts, { path: ownPath(parts), body: leastBody(parts) })),
      ...attacksOnMeant(parts, meant), ...bodyAttacks(parts), ...accessAttacks(parts), ...pathAttacks(parts),
    ],
  };
}
