import { expect, test } from 'vitest';
import { createMessage, encodeMessage, encodeVarint } from './protobuf.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('varints are seven bits a byte, lowest first', () => {
  expect(hex(encodeVarint(0))).toBe('00');
  expect(hex(encodeVarint(127))).toBe('7f');
  expect(hex(encodeVarint(300))).toBe('ac02');
  expect(hex(encodeVarint(2n ** 63n - 1n))).toBe('ffffffffffffffff7f');
  expect(hex(encodeVarint(-1))).toBe('ffffffffffffffffff01');
});

// The examples of the format's own description.
test('fields are written as the format describes them', () => {
  expect(hex(encodeMessage(createMessage().varint(1, 150)))).toBe('089601');
  expect(hex(encodeMessage(createMessage().string(2, 'testing')))).toBe('120774657374696e67');
  expect(hex(encodeMessage(createMessage().message(3, createMessage().varint(1, 150))))).toBe('1a03089601');
  expect(hex(encodeMessage(createMessage().packed(6, [3, 270, 86_942])))).toBe('3206038e029ea705');
  expect(hex(encodeMessage(createMessage().float(5, 1.5)))).toBe('2d0000c03f');
});

test('field numbers above fifteen take two bytes', () => {
  expect(hex(encodeMessage(createMessage().varint(20, 7)))).toBe('a00107');
});
