import { expect, test } from 'vitest';
import { apiBreaks } from './api-breaks.ts';
import { type Json, type JsonObject, objectOf } from './json-object.ts';

const JOB = { type: 'object', required: ['id', 'state'], properties: { id: { type: 'string' }, state: { type: 'string', enum: ['ready', 'done'] }, note: { type: 'string' }, parts: { type: 'array', items: { $ref: '#/components/schemas/Job' } } } };
const NEW_JOB = { type: 'object', required: ['name'], additionalProperties: false, properties: { name: { type: 'string', minLength: 1, maxLength: 200 }, priority: { type: 'string', enum: ['low', 'urgent'] }, at: { anyOf: [{ type: 'integer' }, { type: 'null' }] } } };

/** A small API, with one thing about it replaced. */
function api({ job = JOB, body = NEW_JOB, operation = {}, limit = { type: 'integer', maximum: 500 }, paths = {} }: { job?: Json; body?: Json; operation?: JsonObject; limit?: Json; paths?: JsonObject } = {}): JsonObject {
  return {
    openapi: '3.1.0',
    components: { schemas: { Job: job } },
    security: [{ key: [] }],
    paths: {
      '/jobs': {
        get: { operationId: 'listJobs', parameters: [{ in: 'query', name: 'limit', schema: limit }], responses: { 200: { headers: { ETag: {} }, content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Job' } } } } } } },
        post: { operationId: 'createJob', requestBody: { content: { 'application/json': { schema: body } } }, responses: { 201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Job' } } } }, 409: {} }, ...operation },
      },
      '/health': { get: { operationId: 'health', security: [], responses: { 200: {} } } },
      ...paths,
    },
  };
}

const operationOf = (document: JsonObject, path: string, method: string): JsonObject => objectOf(objectOf(objectOf(document['paths'])[path])[method]);
const without = (object: JsonObject, key: string): JsonObject => Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

/** What the test changes, and what must be said of it. */
const changed = (change: (document: JsonObject) => void): JsonObject => {
  const document = structuredClone(api());
  change(document);
  return document;
};
const job = (properties: JsonObject, required = ['id', 'state']): JsonObject => api({ job: { ...JOB, required, properties: { ...JOB.properties, ...properties } } });
const body = (properties: JsonObject, more: JsonObject = {}): JsonObject => api({ body: { ...NEW_JOB, ...more, properties: { ...NEW_JOB.properties, ...properties } } });

test.each<[string, JsonObject, RegExp]>([
  ['a path is gone', changed((d) => { d['paths'] = without(objectOf(d['paths']), '/health'); }), /^\/health: the path is gone$/],
  ['an operation is gone', changed((d) => { delete objectOf(objectOf(d['paths'])['/jobs'])['post']; }), /^POST \/jobs: the operation is gone$/],
  ['an operation has another name', api({ operation: { operationId: 'makeJob' } }), /operationId "createJob" is gone/],
  ['a status is gone', changed((d) => { delete objectOf(operationOf(d, '/jobs', 'post')['responses'])['409']; }), /answer 409: is gone/],
  ['a header of the answer is gone', changed((d) => { delete objectOf(objectOf(operationOf(d, '/jobs', 'get')['responses'])['200'])['headers']; }), /header ETag is gone/],
  ['an answer is no JSON any more', changed((d) => { objectOf(objectOf(operationOf(d, '/jobs', 'get')['responses'])['200'])['content'] = { 'text/plain': {} }; }), /application\/json is gone/],
  ['an answer lost a field', api({ job: { ...JOB, properties: without(JOB.properties, 'note') } }), /\.note: the field is gone/],
  ['a field of an answer may be absent', job({}, ['id']), /\.state: may be absent now/],
  ['a field of an answer has another type', job({ note: { type: 'integer' } }), /\.note: type integer may come/],
  ['a field of an answer may be null', job({ note: { anyOf: [{ type: 'string' }, { type: 'null' }] } }), /\.note\(2\): type null may come/],
  ['an answer has a new value in a list', job({ state: { type: 'string', enum: ['ready', 'done', 'lost'] } }), /\.state: "lost" may come/],
  ['a list of values in an answer is open', job({ state: { type: 'string' } }), /\.state: a value beside the listed ones may come/],
  ['a field inside a list that holds itself', job({ parts: { type: 'array', items: { type: 'string' } } }), /\.parts\[\]: type string may come/],
  ['a new field of a request is required', body({ title: { type: 'string' } }, { required: ['name', 'title'] }), /body\.title: is required now/],
  ['a field of a request became required', body({}, { required: ['name', 'priority'] }), /body\.priority: is required now/],
  ['a request lost a field', api({ body: { ...NEW_JOB, properties: without(NEW_JOB.properties, 'at') } }), /body\.at: the field is gone/],
  ['a request takes another type', body({ name: { type: 'integer' } }), /body\.name: type string is no longer allowed/],
  ['a request takes fewer values', body({ priority: { type: 'string', enum: ['low'] } }), /body\.priority: "urgent" is no longer allowed/],
  ['a request takes listed values only', body({ name: { type: 'string', enum: ['a'] } }), /body\.name: a value beside the listed ones is no longer allowed/],
  ['a request takes no null any more', body({ at: { type: 'integer' } }), /body\.at\(2\): type null is no longer allowed/],
  ['a limit is stricter', body({ name: { type: 'string', minLength: 1, maxLength: 100 } }), /body\.name: maxLength is now 100, was 200/],
  ['a least length rises', body({ name: { type: 'string', minLength: 3, maxLength: 200 } }), /body\.name: minLength is now 3, was 1/],
  ['a limit is new', body({ at: { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }] } }), /body\.at\(1\): minimum is now 0, was unlimited/],
  ['a form is demanded', body({ name: { type: 'string', minLength: 1, maxLength: 200, pattern: '^a' } }), /body\.name: pattern is now "\^a"/],
  ['other fields are refused', api({ body: { ...NEW_JOB } }), /other fields are no longer allowed/],
  ['an unknown keyword changed', body({ name: { type: 'string', minLength: 1, maxLength: 200, not: { const: 'x' } } }), /body\.name: not changed/],
  ['the body is required', changed((d) => { objectOf(operationOf(d, '/jobs', 'post')['requestBody'])['required'] = true; }), /body: is required now/],
  ['no body is read', changed((d) => { delete operationOf(d, '/jobs', 'post')['requestBody']; }), /body: is not read any more/],
  ['a new parameter is required', api({ operation: { parameters: [{ in: 'query', name: 'why', required: true, schema: { type: 'string' } }] } }), /query parameter why is new and required/],
  ['a parameter became required', changed((d) => { operationOf(d, '/jobs', 'get')['parameters'] = [{ in: 'query', name: 'limit', required: true, schema: { type: 'integer', maximum: 500 } }]; }), /query parameter limit is required now/],
  ['a parameter is gone', changed((d) => { delete operationOf(d, '/jobs', 'get')['parameters']; }), /query parameter limit is gone/],
  ['a parameter has a stricter limit', api({ limit: { type: 'integer', maximum: 100 } }), /limit: maximum is now 100, was 500/],
  ['what was public is not', changed((d) => { delete operationOf(d, '/health', 'get')['security']; }), /GET \/health: needs somebody signed in now/],
])('%s', (name, after, line) => {
  const before = name === 'other fields are refused' ? api({ body: without(NEW_JOB, 'additionalProperties') }) : api();
  const breaks = apiBreaks(before, after);
  expect(breaks.length).toBeGreaterThan(0);
  for (const each of breaks) expect(each).toMatch(line);
});

test.each<[string, JsonObject]>([
  ['nothing changed', api()],
  ['a new path and a new operation', api({ paths: { '/media': { get: { operationId: 'listMedia', responses: {} } } } })],
  ['a new field in an answer', job({ extra: { type: 'string' } })],
  ['fewer values in an answer', job({ state: { type: 'string', enum: ['ready'] } })],
  ['a field of an answer is always there', job({}, ['id', 'state', 'note'])],
  ['a new optional field in a request', body({ extra: { type: 'string' } })],
  ['more values, wider limits and wider types in a request', body({ name: { type: ['string', 'number'], maxLength: 500 }, priority: { type: 'string', enum: ['low', 'urgent', 'standard'] } })],
  ['a field of a request need not be sent', body({}, { required: [] })],
  ['a new optional parameter, other words', api({ operation: { summary: 'Makes', parameters: [{ in: 'query', name: 'why', schema: { type: 'string' } }] } })],
  ['the same schema, now named', api({ body: { allOf: [{ ...NEW_JOB }], description: 'what is made' } })],
])('%s breaks nothing', (_, after) => {
  expect(apiBreaks(api(), after)).toEqual([]);
});
