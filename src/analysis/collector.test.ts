import { expect, test } from 'vitest';
import type { Observation, Run } from '@aima/contract';
import { collector } from './collector.ts';

const run = (analyzer: string, status: Run['status']): Run => ({ id: `r-${analyzer}`, mediaId: 'm', analyzer, version: 1, status, models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: status === 'done' ? 1 : 0 });
const seen = (analyzer: string, startMs: number): Observation => ({ id: `o-${analyzer}-${startMs}`, runId: `r-${analyzer}`, mediaId: 'm', analyzer, startMs, endMs: startMs, confidence: 1, sentence: '', source: 'model' });

test('what is finished survives a restart, what is not begins again', () => {
  const all = collector();
  all.take({ seq: 1, type: 'run', run: run('a', 'running') });
  all.take({ seq: 2, type: 'run', run: run('b', 'running') });
  all.take({ seq: 3, type: 'observations', runId: 'r-a', items: [seen('a', 9), seen('a', 2)] });
  all.take({ seq: 4, type: 'observations', runId: 'r-b', items: [seen('b', 1)] });
  all.take({ seq: 5, type: 'run', run: run('a', 'done') });
  all.restart();
  expect(all.finished().map((each) => each.run.analyzer)).toEqual(['a']);
  all.take({ seq: 1, type: 'observations', runId: 'r-b', items: [seen('b', 5)] });
  all.take({ seq: 2, type: 'run', run: run('b', 'done') });
  expect(all.observations().map(({ id }) => id)).toEqual(['o-a-2', 'o-b-5', 'o-a-9']);
});

test('findings of a run that did not end well are not shown', () => {
  const all = collector();
  for (const status of ['failed', 'not_run', 'cancelled', 'running'] as const) {
    all.take({ seq: 1, type: 'observations', runId: `r-${status}`, items: [seen(status, 1)] });
    all.take({ seq: 2, type: 'run', run: run(status, status) });
  }
  expect(all.observations()).toEqual([]);
});
