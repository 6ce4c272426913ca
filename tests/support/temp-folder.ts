import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of its own for the running test, removed when that test ends. */
export const tempFolder = (): string => {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'aima-test-')));
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }); });
  return folder;
};
