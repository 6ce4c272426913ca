/**
 * Weights that a package ships as scripts: each file is a UMD module that exports the model's JSON or, as base64, one
 * piece of its weights. Only bytes whose hash the registry knows come here; a script gets nothing of this process.
 */
import { runInNewContext } from 'node:vm';
import { AppError } from '../../kernel/app-error.ts';

/** A module of this kind only assigns one value. */
const TIMEOUT_MS = 10_000;

function exportOf(script: Uint8Array): unknown {
  const sandbox = { module: { exports: {} as unknown }, exports: {} };
  try {
    runInNewContext(new TextDecoder().decode(script), sandbox, { timeout: TIMEOUT_MS });
  } catch (error) {
    throw new AppError('MODEL_CORRUPT', 'The script of a model does not run.', {}, error);
  }
  return sandbox.module.exports;
}

/** The exported object as the bytes of a JSON file. @throws AppError MODEL_CORRUPT */
export function jsonOfScript(script: Uint8Array): Uint8Array {
  const value = exportOf(script);
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) throw new AppError('MODEL_CORRUPT', 'The script of a model exports no object.');
  return new TextEncoder().encode(JSON.stringify(value));
}

/** The bytes behind the exported base64. @throws AppError MODEL_CORRUPT */
export function bytesOfScript(script: Uint8Array): Uint8Array {
  const value = exportOf(script);
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) throw new AppError('MODEL_CORRUPT', 'The script of weights exports no base64.');
  return Uint8Array.from(Buffer.from(value, 'base64'));
}
