/** docs/openapi.json and what follows from it: the promise that it is held against, and the client's table and types. */
import { routesOf, type OperationParts } from '../../src/bin/server/operations.ts';
import { openApiDocument } from '../../src/http/api.ts';
import { baselineText } from '../check/api-promise.ts';
import type { JsonObject } from '../check/json-object.ts';
import { apiTable, apiTypes } from './api-client.ts';
import { inert } from './inert.ts';

async function describe(): Promise<JsonObject> {
  // The very list that the server is made of; a secret only to make a key that nothing is ever encrypted with.
  const { operations, raw = [] } = routesOf(inert<OperationParts>('parts', { foundation: inert('foundation', { sessionSecret: 'none' }) }));
  const ids = operations.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new Error(`Two operations have the id ${twice}.`);
  return await openApiDocument(operations, raw) as JsonObject; // our own document is JSON, whatever its type says
}

/** It takes a second, and several files are made of it. */
let described: Promise<JsonObject> | undefined;
const document = (): Promise<JsonObject> => (described ??= describe());

export const openApiText = async (): Promise<string> => `${JSON.stringify(await document(), null, 1)}\n`;
export const openApiBaseline = async (root: string): Promise<string> => baselineText(root, await openApiText());
export const clientTypes = async (): Promise<string> => apiTypes(await document());
export const clientTable = async (): Promise<string> => apiTable(await document());
