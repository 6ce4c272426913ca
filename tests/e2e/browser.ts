/** Real Chromium for the e2e tests; what the machine lacks is said in one line and skips them, with CI=true it fails. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CHROMIUM = process.env['AIMA_CHROMIUM'] ?? '/usr/bin/chromium';

const ARGUMENTS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--autoplay-policy=no-user-gesture-required'];

/** What is missing for these tests on this machine; empty when nothing is. */
export function missingForBrowser(): string {
  const missing = [
    ...(existsSync(CHROMIUM) ? [] : [`Chromium (${CHROMIUM}, or AIMA_CHROMIUM)`]),
    ...(spawnSync('ffmpeg', ['-version']).status === 0 ? [] : ['ffmpeg']),
  ].join(' and ');
  if (missing !== '' && process.env['CI'] === 'true') throw new Error(`Missing for the e2e tests: ${missing}`);
  if (missing !== '') console.log(`Skipped: e2e tests need ${missing}.`);
  return missing;
}

/** A fresh profile each time. */
export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
