import { expect, test } from 'vitest';
import { wantedRange } from './byte-range.ts';

const of = (header: string | undefined, ifRange?: string): string => {
  const range = wantedRange(header, 1000, ifRange, '"tag"');
  return range ? `${range.start}-${range.end}${range.partial ? '' : ' whole'}` : 'outside';
};

test('one range as RFC 9110 has it; what is none of these is the whole', () => {
  for (const [header, range] of [
    [undefined, '0-1000 whole'], ['bytes=0-0', '0-1'], ['bytes=0-', '0-1000'], ['bytes=999-', '999-1000'], ['bytes=-1', '999-1000'], ['bytes=-5000', '0-1000'], ['bytes=10-5000', '10-1000'], ['bytes=1000-', 'outside'], ['bytes=5000-6000', 'outside'],
    ['bytes=-0', 'outside'], ['bytes=9-3', '0-1000 whole'], ['bytes=-', '0-1000 whole'], ['bytes=0-1,5-6', '0-1000 whole'], ['Bytes=0-1', '0-1000 whole'], ['bytes=0x1-2', '0-1000 whole'], [`bytes=${'9'.repeat(40)}-`, '0-1000 whole'],
  ] as const) expect([header, of(header)]).toEqual([header, range]);
  expect([of('bytes=0-9', '"tag"'), of('bytes=0-9', '"old"')]).toEqual(['0-10', '0-1000 whole']);
});
