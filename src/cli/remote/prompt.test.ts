import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openPrompt } from './prompt.ts';

function surroundings(isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = new PassThrough();
  const cancel = new AbortController();
  return { stdin, stderr, cancel, prompt: openPrompt({ stdin, stderr, signal: cancel.signal }, 'Nobody answers.'), said: () => String(stderr.read() ?? '') };
}

test('lines of a pipe are the answers, one after the other', async () => {
  const { stdin, prompt, said } = surroundings(false);
  stdin.end('a@example.org\r\nsecret\n');
  expect(await prompt.ask('E-mail: ')).toBe('a@example.org');
  expect(await prompt.ask('Password: ', true)).toBe('secret');
  expect(said()).not.toContain('secret');
  await expect(prompt.ask('Code: ')).rejects.toMatchObject({ code: 'USAGE', message: 'Nobody answers.' });
});

test('what is hidden is not shown at a terminal, what is not hidden is', async () => {
  const { stdin, prompt, said } = surroundings(true);
  const email = prompt.ask('E-mail: ');
  stdin.write('me\r');
  expect(await email).toBe('me');
  const password = prompt.ask('Password: ', true);
  stdin.write('secret\r');
  expect(await password).toBe('secret');
  prompt.close();
  expect(said()).toMatch(/E-mail: .*me[^]*Password: /);
  expect(said()).not.toContain('secret');
});

test('Ctrl-C ends the question', async () => {
  const { prompt, cancel } = surroundings(false);
  const asking = prompt.ask('E-mail: ');
  cancel.abort(new Error('enough'));
  await expect(asking).rejects.toThrow('enough');
});
