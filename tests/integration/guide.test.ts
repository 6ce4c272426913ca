/** The guide for a new analyzer must work as it is written: its two pieces of code are taken from the page and run. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { runAnalyzer } from '@aima/sdk/testing';
import type { Analyzer } from '@aima/sdk';

const GUIDE = path.resolve(import.meta.dirname, '../../docs/guides/new-analyzer.md');

test('the analyzer of the guide does what its test says', async () => {
  const [analyzerCode, testCode] = [...(await readFile(GUIDE, 'utf8')).matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  if (analyzerCode === undefined || testCode === undefined) throw new Error('the guide lost its code');
  // Inside the repository, because the packages of the workspace are found from there.
  const folder = path.resolve(import.meta.dirname, `.guide-${process.pid}`);
  await mkdir(folder, { recursive: true });
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, 'black-frames.ts'), analyzerCode);
  const { blackFrames } = await import(pathToFileURL(path.join(folder, 'black-frames.ts')).href) as { blackFrames: Analyzer };
  const plain = (atMs: number, level: number) => ({ atMs, pixels: new Uint8Array(64 * 64 * 3).fill(level) });
  const { findings } = await runAnalyzer(blackFrames, { medium: { kind: 'video' }, frames: { width: 64, height: 64, frames: [plain(0, 120), plain(500, 3)] } });
  expect(findings.map(({ known, sentence }) => ({ at: known.startMs, sentence }))).toEqual([{ at: 500, sentence: 'Black picture at 0:00.5.' }]);
  // The page's own test says the same, so the two cannot drift apart unseen.
  expect(testCode).toContain('[plain(0, 120), plain(500, 3)]');
  expect(testCode).toContain('toEqual([500])');
});
