import { expect, test } from 'vitest';
import { contentDisposition, contentTypeOf } from './content-type.ts';
import { safeName } from './safe-name.ts';

test('names keep what people wrote and lose what leads elsewhere', () => {
  for (const [given, name] of [
    ['Ferien am Meer.mp4', 'Ferien am Meer.mp4'], ['../../etc/passwd', 'passwd'], ['C:\\Users\\me\\film.mov', 'film.mov'], ['a/b/', 'b'], ['..', 'unnamed'], ['', 'unnamed'], [' \u0000\n ', 'unnamed'],
    ['photo\u202egpj.exe', 'photogpj.exe'], ['e\u0301te\u0301.jpg', 'été.jpg'], ['tab\tin.jpg', 'tabin.jpg'], ['half \ud800.jpg', 'half \ufffd.jpg'],
  ] as const) expect(safeName(given), given).toBe(name);
  expect(safeName('ü'.repeat(300))).toHaveLength(255);
  expect([...safeName('👩‍🎤'.repeat(300))].length).toBeLessThanOrEqual(255);
});

test('a name cannot leave its header', () => {
  expect(contentDisposition('inline', 'a"; filename="b\\c%41.html')).toBe(`inline; filename="a_; filename=_b_c_41.html"; filename*=UTF-8''a%22%3B%20filename%3D%22b%5Cc%2541.html`);
  expect(contentDisposition('attachment', 'süß (1).jpg')).toBe(`attachment; filename="s__ (1).jpg"; filename*=UTF-8''s%C3%BC%C3%9F%20%281%29.jpg`);
});

test('what is sent is named by what was found in it; anything unknown is plain bytes', () => {
  expect(contentTypeOf({ container: 'mp4', kind: 'audio' })).toBe('audio/mp4');
  for (const unknown of [{ container: 'swf', kind: 'video' }, { container: 'html', kind: 'image' }, { container: 'mp3', kind: 'video' }, { container: '__proto__', kind: 'image' }] as const) expect(contentTypeOf(unknown)).toBe('application/octet-stream');
  expect(contentTypeOf(undefined)).toBe('application/octet-stream');
});
