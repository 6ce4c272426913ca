import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { JobMediumRow, Transaction } from '../db/index.ts';
import { reportProgress } from './progress.ts';

const medium = (mediaId: string, durationMs: number, ended = false): JobMediumRow =>
  ({ mediaId, position: 0, sha256: '', mediaState: 'stored', sizeBytes: 0, facts: { kind: 'video', durationMs }, ended, failure: undefined });

/** A clock that is set by hand, and how many transactions were asked for. */
function watched(media: readonly JobMediumRow[]) {
  let now = 0;
  const asked: (() => void)[] = [];
  const within = <T>(_work: (tx: Transaction) => Promise<T>): Promise<T> => new Promise((resolve) => { asked.push(() => { resolve(undefined as T); }); });
  const report = reportProgress({ within, parts: {} as never, claim: { id: 'j', workspaceId: 'w', claimId: 'c', stage: 'created', state: 'analysing', version: 1 } }, media, () => now);
  return { report, asked, at: (ms: number) => { now = ms; } };
}

test('at most once a second, and never a second time while the first is being written', async () => {
  const { report, asked, at } = watched([medium('a', 60_000)]);
  report.at('a', 'analyse', 0.1);
  report.at('a', 'analyse', 0.2);
  expect(asked).toHaveLength(1);
  at(5_000);
  report.at('a', 'analyse', 0.3);
  expect(asked).toHaveLength(1);
  asked[0]?.();
  await turn();
  report.at('a', 'analyse', 0.4);
  expect(asked).toHaveLength(2);
  at(5_500);
  asked[1]?.();
  await turn();
  report.at('a', 'analyse', 0.5);
  expect(asked).toHaveLength(2);
  await report.close();
  at(9_000);
  report.at('a', 'finish', 1);
  expect(asked).toHaveLength(2);
});
