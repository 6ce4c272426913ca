import { expect, test } from 'vitest';
import type { Observation, Run } from '@aima/contract';
import type { Gate } from '../gate/index.ts';
import { shotLedger, type ShotLedger } from '../gate/shot-ledger.ts';
import { inheritedWithholding, withholding } from './withholding.ts';

const item = (analyzer: string, startMs: number, endMs = startMs): Observation => ({ id: `${analyzer}-${startMs}-${endMs}`, runId: '', mediaId: '', analyzer, startMs, endMs, confidence: 1, sentence: '', source: 'model' });
const found = (name: string, ...items: Observation[]) => ({ name, takeObservations: () => items.splice(0) });
const run = (analyzer: string, status: Run['status'] = 'done'): Run => ({ id: '', mediaId: '', analyzer, version: 1, status, models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: 1 });
// The session that carries the gate out is of no matter here: only its ledger is.
const gateWith = (ledger: ShotLedger): Gate => ({ state: ledger.state }) as Gate;
const keyframe = (atMs: number) => ({ type: 'keyframe', atMs, width: 1, height: 1, jpegBase64: '' }) as const;

test('nothing leaves before its shot is decided, nothing at all of a held one', () => {
  const ledger = shotLedger();
  const out = withholding(gateWith(ledger), { media: { durationMs: 3000 }, language: 'en' });
  expect(out.release(found('body_pose', item('body_pose', 100), item('body_pose', 900, 1100), item('body_pose', 2500)))).toEqual([]);
  expect(out.keyframes(keyframe(0))).toEqual([]);
  ledger.close(1000, 2, undefined);
  expect(out.release(found('body_pose')).map(({ id }) => id)).toEqual(['body_pose-100-100']);
  expect(out.keyframes(keyframe(1500)).map(({ atMs }) => atMs)).toEqual([0]);
  ledger.close(2000, 2, 'possible_minor');
  ledger.close(Infinity, 2, undefined);
  ledger.end();
  expect(out.release(found('body_pose', item('body_pose', 0, 3000), item('body_pose', 1200))).map(({ id }) => id)).toEqual(['body_pose-2500-2500']);
  expect(out.keyframes(keyframe(2000)).map(({ atMs }) => atMs)).toEqual([2000]);
});

test('speech and text of a held shot are withheld too, measurements of the signal are not', () => {
  const ledger = shotLedger();
  ledger.close(Infinity, 1, 'age_unknown');
  ledger.end();
  const out = withholding(gateWith(ledger), { media: { durationMs: 1000 }, language: 'en' });
  for (const name of ['speech_transcription', 'text_overlay', 'sound_effects', 'image_embedding', 'some_plugin']) expect(out.release(found(name, item(name, 10)))).toEqual([]);
  for (const name of ['cut_analysis', 'content_quality', 'audio_analysis']) expect(out.release(found(name, item(name, 10)))).toHaveLength(1);
});

test('a run that may describe says held, where, and how much is left', () => {
  const ledger = shotLedger();
  ledger.close(1000, 2, undefined);
  ledger.close(Infinity, 2, 'possible_minor');
  ledger.end();
  const out = withholding(gateWith(ledger), { media: { durationMs: 4000 }, language: 'de' });
  expect(out.told(run('minors_gate'))).toMatchObject({ status: 'held' });
  expect(out.told(run('body_pose'))).toMatchObject({ status: 'held', reason: 'possible_minor', coverage: 0.25, held: [{ startMs: 1000, endMs: 4000, reason: 'possible_minor' }] });
  expect(out.told(run('body_pose')).message).toMatch(/^Zurückgehalten \(0:01\.0 – 0:04\.0\)/);
  expect(out.told(run('cut_analysis'))).toEqual(run('cut_analysis'));
  expect(out.told(run('body_pose', 'failed'))).toEqual(run('body_pose', 'failed'));
});

test('without a verdict nothing is told', () => {
  const ledger = shotLedger();
  const out = withholding(gateWith(ledger), { media: { durationMs: 1000 }, language: 'en' });
  expect(out.told(run('minors_gate', 'failed')).status).toBe('failed');
  expect(out.release(found('body_pose', item('body_pose', 1)))).toEqual([]);
  expect(out.told(run('body_pose'))).toMatchObject({ status: 'failed', reason: 'GATE_FAILED', coverage: 0 });
  expect(out.told(run('cut_analysis')).status).toBe('done');
});

/** Deterministic numbers 0..1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test('over random films and interleavings: what left touches no held shot, and what touches none has left in the end', () => {
  const random = numbers(11);
  for (let film = 0; film < 400; film++) {
    const ledger = shotLedger();
    const out = withholding(gateWith(ledger), { media: { durationMs: 10_000 }, language: 'en' });
    const made: Observation[] = [];
    const left: Observation[] = [];
    for (let endMs = 0; endMs < 10_000;) {
      for (let i = 0; i < 3; i++) {
        const startMs = Math.floor(random() * 10_000);
        const one = item('body_pose', startMs, startMs + Math.floor(random() * random() * 4000));
        made.push(one);
        left.push(...out.release(found('body_pose', one)));
      }
      endMs = random() < 0.2 ? 10_000 : endMs + 1 + Math.floor(random() * 3000);
      ledger.close(endMs >= 10_000 ? Infinity : endMs, Math.floor(random() * 3), random() < 0.4 ? 'possible_minor' : undefined);
    }
    ledger.end();
    left.push(...out.release(found('body_pose')));
    const touches = (one: Observation): boolean => ledger.state().holds.some((hold) => one.startMs < hold.endMs && one.endMs >= hold.startMs);
    expect(left.filter(touches)).toEqual([]);
    expect(new Set(left)).toEqual(new Set(made.filter((one) => !touches(one))));
  }
});

test("of a shot that was released as 'not explicit' speech, text and pictures are told again; bodies and acts never", () => {
  const ledger = shotLedger();
  ledger.close(1000, 2, 'age_unknown');
  ledger.close(Infinity, 2, 'possible_minor');
  ledger.end();
  const part = { media: { durationMs: 3000 }, language: 'en', offsetMs: 10_000 } as const;
  const items = (name: string) => found(name, item(name, 10_500), item(name, 12_000));
  const one = withholding(gateWith(ledger), { ...part, released: [{ startMs: 10_000, endMs: 11_000 }] });
  expect(one.release(items('speech_transcription')).map(({ startMs }) => startMs)).toEqual([10_500]);
  expect(one.release(items('body_pose'))).toEqual([]);
  expect(one.release(items('minors_gate'))).toEqual([]);
  expect([...one.keyframes(keyframe(10_500)), ...one.keyframes(keyframe(12_000))].map(({ atMs }) => atMs)).toEqual([10_500]);
  expect(one.told(run('speech_transcription')).held).toEqual([{ startMs: 11_000, endMs: 13_000, reason: 'possible_minor' }]);
  expect(one.told(run('body_pose')).held).toHaveLength(2);
  // The last shot ends with the medium; what is released only in part stays held wholly.
  const both = withholding(gateWith(ledger), { ...part, released: [{ startMs: 10_000, endMs: 11_000 }, { startMs: 11_000, endMs: 13_000 }] });
  expect(both.told(run('text_overlay')).status).toBe('done');
  expect(both.told(run('minors_gate')).status).toBe('held');
  const less = withholding(gateWith(ledger), { ...part, released: [{ startMs: 10_000, endMs: 10_999 }] });
  expect(less.release(items('speech_transcription'))).toEqual([]);
});

test('what rests on held findings follows the same release; a photo is released as a whole', () => {
  const holds = [{ startMs: 0, endMs: 0, reason: 'age_unknown' }] as const;
  const photo = inheritedWithholding(holds, { media: { durationMs: 0 }, language: 'en', released: [{ startMs: 0, endMs: 0 }] });
  expect(photo.told(run('comment_cta_detection')).status).toBe('done');
  expect(photo.told(run('image_embedding')).status).toBe('held');
});
