/** What the OpenAPI document says of each operation, as far as attacking it goes. */
import { isObject, listOf, objectOf, resolved, textOf, type Json, type JsonObject } from '../../../scripts/check/json-object.ts';

export interface FuzzOperation {
  id: string;
  method: string;
  /** With parameters as `{name}`. */
  path: string;
  parameters: { name: string; in: string; schema: Json | undefined; required: boolean }[];
  /** JSON schema of the body. */
  body: Json | undefined;
  bodyRequired: boolean;
  public: boolean;
  /** Name of the permission that it needs, where it needs one. */
  permission: string | undefined;
  /** Statuses that the document names. */
  statuses: ReadonlySet<number>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

export function operationsIn(document: JsonObject): FuzzOperation[] {
  return Object.entries(objectOf(document['paths'])).flatMap(([path, item]) => METHODS.flatMap((method) => {
    const operation = objectOf(item)[method];
    if (!isObject(operation)) return [];
    const body = resolved(operation['requestBody'], document);
    return [{
      id: textOf(operation['operationId']), method: method.toUpperCase(), path,
      parameters: listOf(operation['parameters']).map((each) => resolved(each, document)).map((each) => ({ name: textOf(each['name']), in: textOf(each['in']), schema: each['schema'], required: each['required'] === true })),
      body: objectOf(objectOf(body['content'])['application/json'])['schema'], bodyRequired: body['required'] === true,
      public: Array.isArray(operation['security']) && operation['security'].length === 0,
      permission: /Needs the permission `([^`]+)`/.exec(textOf(operation['description']))?.[1],
      statuses: new Set(Object.keys(objectOf(operation['responses'])).map(Number)),
    }];
  }));
}
