import { expect, test } from 'vitest';
import { runsToShow, withRecent } from './recent-runs.ts';
import type { JobMedium, Run } from './run-cells.ts';

const at = (n: number) => ({ runId: `r${n}`, mediaId: 'm', analyzer: `a${n}` });
const run = (n: number, status: Run['status'] = 'done'): Run => ({ id: `r${n}`, mediaId: 'm', analyzer: `a${n}`, version: 1, status, models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: 1 });
const medium = (runs: Run[]): JobMedium => ({ mediaId: 'm', position: 0, fileName: 'm', durationMs: 0, sizeBytes: 0, mediaState: 'stored', runs });

test('the newest stands first, once, and there are at most six', () => {
  let recent = withRecent([], at(0));
  for (let n = 1; n < 9; n++) recent = withRecent(recent, at(n));
  expect(recent.map(({ runId }) => runId)).toEqual(['r8', 'r7', 'r6', 'r5', 'r4', 'r3']);
  expect(withRecent(recent, at(4)).map(({ runId }) => runId)).toEqual(['r4', 'r8', 'r7', 'r6', 'r5', 'r3']);
});

test('a page that was opened late fills up with what is done, one of each analyzer', () => {
  const shown = runsToShow([at(1)], [medium([run(1), run(2, 'running'), run(3), { ...run(5), method: 'user' }]), medium([{ ...run(7), analyzer: 'a3' }, run(4)])]);
  expect(shown.map(({ runId }) => runId)).toEqual(['r1', 'r3', 'r4']);
});
