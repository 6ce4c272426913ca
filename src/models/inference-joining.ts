/**
 * Dynamic batching, as inference servers do it (NVIDIA Triton's dynamic batcher without its delay): where a process
 * becomes free, calls of one model that wait anyway run as one call of many rows. Nobody waits for a batch to fill,
 * the oldest call is always in it, and callers see no difference, not even where a batch fails.
 */
import { AppError } from '../kernel/app-error.ts';
import { joinRows, takeRows } from './inference-batch.ts';
import { endingOf, isOutOfMemory } from './inference-failure.ts';
import type { Tensors } from './inference-protocol.ts';
import type { Batch, WaitingCall } from './inference-slot.ts';

type Joinable = WaitingCall & { batch: Batch };

const isJoinable = (call: WaitingCall): call is Joinable => call.batch !== undefined;

/** Same inputs, same element types, same rows. */
function alike({ inputs: a }: Batch, { inputs: b }: Batch): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => {
    const [one, other] = [a[name], b[name]];
    return one !== undefined && one.type === other?.type && one.dims.length === other.dims.length && one.dims.every((size, axis) => axis === 0 || size === other.dims[axis]);
  });
}

/** Removes the oldest call, and those behind it that fit into one batch of `most` rows with it. */
export function takeTogether(waiting: WaitingCall[], most: number): WaitingCall[] {
  const first = waiting.shift();
  if (first === undefined) return [];
  const taken = [first];
  if (!isJoinable(first)) return taken;
  let rows = first.batch.rows;
  for (let i = 0; i < waiting.length && rows < most;) {
    const next = waiting[i];
    if (next !== undefined && isJoinable(next) && rows + next.batch.rows <= most && alike(first.batch, next.batch)) {
      taken.push(next);
      rows += next.batch.rows;
      waiting.splice(i, 1);
    } else i++;
  }
  return taken;
}

export interface JoiningSurroundings {
  now(): number;
  closing(): boolean;
  /** To the head of the queue, in this order. */
  requeue(calls: readonly WaitingCall[]): void;
  /** Learns that the model gets at most `rows` from now on, and makes what room there is. */
  outOfMemory(rows: number): Promise<void>;
  /** Learns that the model takes one call at a time only. */
  refusesBatches(): void;
}

/** @throws AppError MODEL_FAILED where an output has not one row for each row that went in */
function split(outputs: Tensors, members: readonly Joinable[], total: number): Tensors[] {
  for (const [name, { dims: [rows] }] of Object.entries(outputs)) {
    if (rows !== total) throw new AppError('MODEL_FAILED', `The output ${name} has ${rows ?? 'no'} rows for ${total} that went in.`, { output: name });
  }
  let from = 0;
  return members.map(({ batch: { rows } }) => {
    const at = from;
    from += rows;
    return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, takeRows(tensor, at, from, 'copied')]));
  });
}

/**
 * Each call by itself. One that ended the shared process has had its first of two attempts. Where all succeed alone
 * though they failed together without ending anything, the network takes no batches, whatever its layout says.
 */
function oneByOne(members: readonly Joinable[], error: unknown, { now, refusesBatches }: JoiningSurroundings): WaitingCall[] {
  const first = error instanceof AppError && endingOf(error) !== undefined ? error : undefined;
  let unsettled = members.length;
  const succeeded = (): void => {
    if (--unsettled === 0 && first === undefined) refusesBatches();
  };
  return members.map((member) => ({
    ...member, batch: undefined, since: now(), ...(first ? { first } : {}),
    resolve(value) {
      succeeded();
      member.resolve(value);
    },
  }));
}

async function afterFailure(members: readonly Joinable[], total: number, error: unknown, around: JoiningSurroundings): Promise<void> {
  if (around.closing()) {
    for (const { reject } of members) reject(error);
    return;
  }
  if (!isOutOfMemory(error)) {
    around.requeue(oneByOne(members, error, around));
    return;
  }
  // What memory cannot be freed is no reason to fail: the smaller batch may fit all the same.
  await around.outOfMemory(Math.floor(total / 2)).catch(() => undefined);
  around.requeue(members.map((member) => ({ ...member, since: around.now() })));
}

/** One call for all of them, each of which gets its own rows of the answer. */
export function joinCalls(calls: readonly WaitingCall[], around: JoiningSurroundings): WaitingCall | undefined {
  const members = calls.filter(isJoinable);
  const [oldest] = members;
  if (oldest === undefined || members.length < 2) return calls[0];
  const rows = members.reduce((sum, { batch }) => sum + batch.rows, 0);
  const inputs = Object.fromEntries(Object.keys(oldest.batch.inputs).map((name) => [name, joinRows(name, members.flatMap(({ batch }) => batch.inputs[name] ?? []))]));
  const fail = (error: unknown): void => void afterFailure(members, rows, error, around);
  return {
    request: inputs, batch: { rows, inputs }, members, divisible: true, since: oldest.since, meter: undefined,
    resolve(value) {
      let parts: Tensors[];
      try {
        // The process answers a network's call with tensors.
        parts = split(value as Tensors, members, rows);
      } catch (error) {
        fail(error);
        return;
      }
      for (const [i, { resolve }] of members.entries()) resolve(parts[i]);
    },
    reject: fail,
  };
}
