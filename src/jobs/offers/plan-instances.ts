/**
 * How many machines of one offer pay for a job. A machine that is added shortens the work and adds what every machine takes
 * before and after it (boot, set-up, transfer of models, end), paid without being of use. The load of a machine is the share
 * of its paid time in which it works on media: above `mostLoad` another one pays, below `leastLoad` none may come.
 */

export interface InstanceWish {
  /** Seconds of work of each medium on such a machine, as likely; what cannot be split is one. */
  workSeconds: readonly number[];
  /** Seconds that every machine takes besides. */
  overheadSeconds: number;
  usdPerHour: number;
  /** Paid once for each machine: transfer of models by the byte. */
  usdPerMachine?: number;
  /** What the whole plan may cost at most, with `worstFactor` applied to its likely time. */
  limitUsd: number;
  /** The longest that the time is to be reckoned with, as a multiple of the likely one; 1 unless told. */
  worstFactor?: number;
  most: number;
  leastLoad: number;
  mostLoad: number;
}

export interface InstancePlan {
  machines: number;
  /** From the first start to the last end, as likely. */
  seconds: number;
  /** Of all machines, as likely. */
  usd: number;
  /** Of the machine with the least to do, 0..1. */
  load: number;
  /** Why not one more. `most`: so many are allowed. `limit`: it would cost too much. `load`: it would not have enough to do. `busy`: these are enough. `media`: nothing is left to share. */
  because: 'most' | 'limit' | 'load' | 'busy' | 'media';
  /** Which media each machine gets, as indices of `workSeconds`. */
  shares: number[][];
}

/** Longest first, each to whoever has least: at most 4/3 of the best possible length (Graham 1969). */
export function shareWork(workSeconds: readonly number[], machines: number): number[][] {
  const shares = Array.from({ length: machines }, () => ({ members: [] as number[], seconds: 0 }));
  for (const { index, seconds } of workSeconds.map((each, index) => ({ index, seconds: each })).sort((a, b) => b.seconds - a.seconds || a.index - b.index)) {
    const least = shares.reduce((a, b) => (b.seconds < a.seconds ? b : a));
    least.members.push(index);
    least.seconds += seconds;
  }
  return shares.map(({ members }) => members.sort((a, b) => a - b));
}

interface Candidate extends Omit<InstancePlan, 'because'> {
  highestLoad: number;
  worstUsd: number;
}

function candidate(wish: InstanceWish, machines: number): Candidate {
  const { workSeconds, overheadSeconds, usdPerHour, usdPerMachine = 0, worstFactor = 1 } = wish;
  const shares = shareWork(workSeconds, machines);
  const each = shares.map((members) => members.reduce((sum, index) => sum + (workSeconds[index] ?? 0), 0));
  // Each machine ends as soon as it has nothing left, so the sum of the times is paid and not the longest times the number.
  const paidSeconds = each.reduce((sum, work) => sum + work + overheadSeconds, 0);
  const load = (work: number): number => (work + overheadSeconds === 0 ? 0 : work / (work + overheadSeconds));
  const usd = paidSeconds / 3600 * usdPerHour + machines * usdPerMachine;
  return {
    machines, shares, usd, seconds: Math.max(...each) + overheadSeconds,
    load: Math.min(...each.map(load)), highestLoad: Math.max(...each.map(load)), worstUsd: paidSeconds * worstFactor / 3600 * usdPerHour + machines * usdPerMachine,
  };
}

/** Always at least one machine; whether that one is affordable at all is asked before. */
export function planInstances(wish: InstanceWish): InstancePlan {
  let { highestLoad, worstUsd: _worst, ...plan } = candidate(wish, 1);
  for (;;) {
    const because = ((): InstancePlan['because'] | undefined => {
      if (highestLoad <= wish.mostLoad) return 'busy';
      if (plan.machines >= wish.most) return 'most';
      return plan.machines >= wish.workSeconds.length ? 'media' : undefined;
    })();
    if (because !== undefined) return { ...plan, because };
    const next = candidate(wish, plan.machines + 1);
    if (next.load < wish.leastLoad) return { ...plan, because: 'load' };
    if (next.worstUsd > wish.limitUsd) return { ...plan, because: 'limit' };
    ({ highestLoad, worstUsd: _worst, ...plan } = next);
  }
}
