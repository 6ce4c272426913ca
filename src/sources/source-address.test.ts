import { expect, test } from 'vitest';
import { publicForm, sourceAddress, withoutSecrets } from './source-address.ts';
import { confirmRight } from './url-consent.ts';
import { fileNameOf } from './import-url.ts';

test.each([['film.mp4', undefined], ['./a:b/c.mp4', undefined], ['C:\\films\\a.mp4', undefined], ['-', 'stdin'], ['https://example.org/x', 'web'], ['HTTP://example.org', 'web'], ['rtsp://camera/1', 'stream'], ['rtmp://host/app/key', 'stream']])('%s', (text, kind) => {
  expect(sourceAddress(text)?.kind).toBe(kind);
});

test.each(['file:///etc/passwd', 'ftp://example.org/x', 'concat://a', 'https://', 'smb://x/y', 'rtsps://camera/1'])('%s is refused', (text) => {
  expect(() => sourceAddress(text)).toThrow(expect.objectContaining({ code: 'USAGE' }) as Error);
});

test('the public form keeps what names the video and nothing that opens it', () => {
  expect(publicForm(new URL('https://me:pass@example.org/watch?v=abc&token=SECRET&X-Amz-Signature=1&sig=2#t=3'))).toBe('https://example.org/watch?v=abc');
  expect(publicForm(new URL(`https://example.org/?id=${'x'.repeat(65)}`))).toBe('https://example.org/');
  expect(publicForm(new URL('rtsp://me:pass@camera/1?key=2'))).toBe('rtsp://camera/1');
  expect(withoutSecrets("ERROR at 'https://a:b@x.org/y?token=z': gone (rtsp://u:p@cam/1?k=2)")).toBe("ERROR at 'https://x.org/y': gone (rtsp://cam/1)");
});

test('off until enabled, and each use needs the word', () => {
  const code = (words: { enabled: boolean; right: boolean }, env: Record<string, string>): string => {
    try {
      return confirmRight(words, env).how;
    } catch (error) {
      return (error as { code: string }).code; // only AppErrors are thrown here, which the assertions prove
    }
  };
  expect(code({ enabled: false, right: true }, {})).toBe('URL_IMPORT_OFF');
  expect(code({ enabled: false, right: true }, { AIMA_URL_IMPORT: 'yes' })).toBe('URL_IMPORT_OFF');
  expect(code({ enabled: true, right: false }, {})).toBe('URL_RIGHT_UNCONFIRMED');
  expect(code({ enabled: true, right: false }, { AIMA_URL_RIGHTS: 'maybe' })).toBe('URL_RIGHT_UNCONFIRMED');
  expect(code({ enabled: true, right: true }, {})).toBe('option');
  expect(code({ enabled: false, right: false }, { AIMA_URL_IMPORT: 'on', AIMA_URL_RIGHTS: 'confirmed' })).toBe('environment');
});

test('names of files keep letters of any language and no way out of the folder', () => {
  expect(fileNameOf('../../Grüße aus Köln: 100 %?', '0123456789', 'mp4')).toBe('Grüße-aus-Köln-100~01234567.mp4');
  expect(fileNameOf('\u001b[31m/\\', '0123456789', 'mp4')).toBe('31m~01234567.mp4');
  expect(fileNameOf('..', '0123456789', '../x')).toBe('medium~01234567.x');
  expect([...fileNameOf('長'.repeat(300), '0123456789', 'mkv')]).toHaveLength(80 + 9 + 4);
});
