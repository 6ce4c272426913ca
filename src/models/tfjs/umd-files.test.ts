import { expect, test } from 'vitest';
import { bytesOfScript, jsonOfScript } from './umd-files.ts';

const umd = (expression: string): Uint8Array =>
  new TextEncoder().encode(`!function(f){if("object"==typeof exports&&"undefined"!=typeof module)module.exports=f()}(function(){return ${expression}})`);

test('an object comes out as JSON, weights as bytes', () => {
  expect(new TextDecoder().decode(jsonOfScript(umd('{nodes:[1,!1,{a:null}]}')))).toBe('{"nodes":[1,false,{"a":null}]}');
  expect([...bytesOfScript(umd('"AP8B"'))]).toEqual([0, 255, 1]);
});

test('what exports something else is refused', () => {
  const corrupt: unknown = expect.objectContaining({ code: 'MODEL_CORRUPT' });
  expect(() => jsonOfScript(umd('"text"'))).toThrow(corrupt);
  expect(() => jsonOfScript(umd('{}'))).toThrow(corrupt);
  expect(() => bytesOfScript(umd('"no base64!"'))).toThrow(corrupt);
  expect(() => bytesOfScript(umd('({})'))).toThrow(corrupt);
  expect(() => bytesOfScript(new TextEncoder().encode('not javascript at all'))).toThrow(corrupt);
});

test('a script reaches nothing of this process', () => {
  expect(() => jsonOfScript(umd('{a: process.pid}'))).toThrow(expect.objectContaining({ code: 'MODEL_CORRUPT' }));
  expect(() => jsonOfScript(umd('{a: require("node:fs")}'))).toThrow(expect.objectContaining({ code: 'MODEL_CORRUPT' }));
});
