/** What must be true of a run, judged by the emulators' own ledgers. */
import { parseMachineName, type Rental, type RentalNotice } from '../../../src/rental/index.ts';
import type { AccrualLedger, Resource } from '../../emulators/core/ledger.ts';
import { isUnderstandable, type JobRecord } from './job-model.ts';
import { PROVIDERS } from './scenario.ts';
import type { World } from './world.ts';

/** Nobody drives anything between these moments. */
export interface DeadTime { fromMs: number; toMs: number }

export interface Evidence {
  world: World;
  jobs: readonly JobRecord[];
  rentals: readonly Rental[];
  alerts: readonly Extract<RentalNotice, { kind: 'alert' }>[];
  dead: readonly DeadTime[];
  endMs: number;
}

export interface Findings {
  breaches: string[];
  machines: number;
  spentUsd: number;
  /** The longest that a machine billed after its end, in ms, apart from refused time. */
  longestAfterEndMs: number;
  /** Billed beyond that because the provider refused or hid it, in ms. */
  apartMs: number;
  refusedMs: number;
  refusedUsd: number;
  /** Spent beyond a cap in refused time. */
  excessUsd: number;
  /** Highest spent over a cap's amount, refused time apart. */
  highestShare: number;
  /** Machines that no lease ran on, or that were held up, while no server was left. */
  withoutKiller: number;
  /** What those cost after the last server was gone. */
  withoutKillerUsd: number;
  unwiped: number;
  /** Jobs that were called done while a machine of theirs existed that the provider showed in no list. */
  hiddenAtTheEnd: number;
}

const AFTER_END_MS = 60_000;
const LEASE_MS = 300_000;
const CENT = 1e-6;

interface Machine {
  resource: Resource;
  ledger: AccrualLedger;
  job: JobRecord | undefined;
  rental: Rental | undefined;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function machinesOf({ world, jobs, rentals }: Evidence): Machine[] {
  return PROVIDERS.flatMap((provider) => {
    const { ledger } = world.emulators[provider];
    return ledger.resources().filter(({ id, tenant, name }) => tenant === 'ours' && !world.foreign.has(id) && parseMachineName(name)?.installation === 'proof1').map((resource) => ({
      resource, ledger,
      job: jobs.find(({ plan }) => parseMachineName(resource.name)?.job === plan.id.slice(0, 6)),
      rental: rentals.find(({ name }) => name === resource.name),
    }));
  });
}

/** Times in which it cost money, one after the other; what is told later of a machine whose host went away is a time of its own. */
function billedTimes({ ledger, resource }: Machine): { fromMs: number; toMs: number }[] {
  const times: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs = Infinity } of ledger.intervals(resource.id).toSorted((x, y) => x.fromMs - y.fromMs)) {
    const last = times.at(-1);
    if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else times.push({ fromMs, toMs });
  }
  return times.filter(({ fromMs, toMs }) => toMs > fromMs);
}

const billedUntil = (machine: Machine): number => billedTimes(machine).at(-1)?.toMs ?? 0;

/** From when on the machine had no right to cost anything. */
function endOf({ job, rental, resource }: Machine, { dead, world, endMs }: Evidence): number | undefined {
  // A volume that nobody wrote down is found whenever a list is complete; it only must not be there for ever.
  if (!job && resource.kind === 'volume') return endMs - AFTER_END_MS;
  const own = rental?.at.wiping ?? rental?.at.terminating;
  const its = rental !== undefined && (rental.instanceId === resource.id || rental.duplicates.includes(resource.id)) ? own : undefined;
  const ends = [job?.endedMs, its].filter((ms) => ms !== undefined);
  if (ends.length > 0) return Math.min(...ends);
  if (!job) return world.startMs + AFTER_END_MS;
  return dead.find(({ toMs }) => toMs === Infinity)?.fromMs;
}

/** While nobody is there the time does not count, but then the lease's does. */
function deadlineOf(machine: Machine, endMs: number, { dead, world }: Evidence): { ms: number; alone: boolean } {
  let ms = endMs + AFTER_END_MS;
  for (const { fromMs, toMs } of dead) if (fromMs < ms && toMs > endMs) ms = Math.max(ms, toMs + AFTER_END_MS);
  const lease = world.leases.get(machine.resource.id);
  if (!lease || lease.impaired) return { ms, alone: ms === Infinity };
  return { ms: Math.min(ms, Math.max(lease.startedMs + LEASE_MS, endMs) + AFTER_END_MS), alone: false };
}

/** Nobody was left who could end it: what it cost from the last server's death on. */
function spentAlone(machine: Machine, evidence: Evidence): number {
  const fromMs = evidence.dead.find(({ toMs }) => toMs === Infinity)?.fromMs;
  const endMs = endOf(machine, evidence);
  return fromMs !== undefined && endMs !== undefined && deadlineOf(machine, endMs, evidence).alone ? machine.ledger.spent({ resource: machine.resource.id, fromMs }) : 0;
}

/** Times in which the key was refused for everything: what nobody could list nobody could end. */
const keyless = ({ world }: Evidence, { ledger }: Machine): { fromMs: number; toMs: number }[] =>
  PROVIDERS.flatMap((provider) => (world.emulators[provider].ledger === ledger
    ? world.emulators[provider].faults.struck.flatMap(({ fault, atMs, forMs }) => (fault === 'key-revoked' && forMs !== undefined ? [{ fromMs: atMs, toMs: atMs + forMs }] : []))
    : []));

/** The provider refused, or said yes without doing it; the end counts from the first acceptance, or from the last refusal where nobody asked any more. */
const refusalsOf = ({ ledger, resource }: Machine): { fromMs: number; toMs: number }[] =>
  ledger.refusals(resource.id).map(({ fromMs, lastMs, toMs }) => ({ fromMs, toMs: toMs !== undefined && toMs - lastMs <= AFTER_END_MS ? toMs : lastMs }));

function judgeEnd(machine: Machine, evidence: Evidence, findings: Findings): void {
  const { resource } = machine;
  const endMs = endOf(machine, evidence);
  if (endMs === undefined) return;
  for (const time of billedTimes(machine)) {
    if (time.toMs <= endMs) continue;
    // Back after a time in which its host was away and nothing was billed.
    const fromMs = Math.max(endMs, time.fromMs);
    const { ms: plain, alone } = deadlineOf(machine, fromMs, evidence);
    if (alone) {
      findings.withoutKiller += 1;
      findings.withoutKillerUsd += spentAlone(machine, evidence);
      return;
    }
    const apart = [...refusalsOf(machine), ...(evidence.world.unseen.get(resource.id) ?? []), ...keyless(evidence, machine)].filter((other) => other.fromMs <= time.toMs);
    // Refused and then nobody there: whoever comes back, or the lease, has its time anew.
    const deadline = apart.reduce((ms, { toMs }) => Math.max(ms, deadlineOf(machine, toMs, evidence).ms), plain);
    if (deadline === fromMs + AFTER_END_MS) findings.longestAfterEndMs = Math.max(findings.longestAfterEndMs, time.toMs - fromMs);
    else if (time.toMs > plain) findings.apartMs += Math.min(time.toMs, evidence.endMs) - plain;
    if (Math.min(time.toMs, evidence.endMs) <= deadline) continue;
    const still = time.toMs === Infinity ? 'and bills still' : `until ${seconds(time.toMs - fromMs)} after its end`;
    findings.breaches.push(`${resource.name} (${resource.id}) bills ${still}; ${seconds(deadline - fromMs)} were allowed`);
  }
}

/** Refused time that lasts is told within a minute, and nobody calls the job done meanwhile. */
function judgeRefusals(machine: Machine, { alerts, dead, world }: Evidence, findings: Findings): void {
  const { resource, ledger, job } = machine;
  for (const { fromMs, toMs } of refusalsOf(machine)) {
    const untilMs = Math.min(toMs + AFTER_END_MS, billedUntil(machine));
    findings.refusedMs += toMs - fromMs;
    findings.refusedUsd += ledger.spent({ resource: resource.id, fromMs, untilMs });
    // Only what the server itself was refused can be told by it, and only while the machine is there for anybody.
    const asked = ledger.touches(resource.id).filter(({ what, outcome, atMs, by }) => what === 'delete' && outcome !== 'accepted' && by.endsWith('/all') && atMs >= fromMs && atMs <= toMs);
    const firstMs = asked[0]?.atMs;
    if (firstMs === undefined) continue;
    const aliveFromMs = dead.reduce((ms, time) => (time.fromMs <= toMs && time.toMs > ms ? time.toMs : ms), firstMs);
    const hidden = (world.unseen.get(resource.id) ?? []).some((time) => time.fromMs <= aliveFromMs + AFTER_END_MS && time.toMs > aliveFromMs);
    if (hidden || toMs - aliveFromMs <= AFTER_END_MS) continue;
    const told = alerts.some(({ alert, at, rental, provider }) => at <= aliveFromMs + AFTER_END_MS && at >= fromMs
      && ((alert === 'not_ended' && rental?.name === resource.name) || (alert === 'unauthorized' && provider === machine.rental?.provider)));
    if (!told) findings.breaches.push(`${resource.name} was refused its end for ${seconds(toMs - fromMs)} and nobody was told within a minute`);
  }
  const finalMs = job?.finalMs;
  if (job === undefined || finalMs === undefined || !billedTimes(machine).some((time) => time.fromMs <= finalMs && time.toMs > finalMs)) return;
  // What no complete list shows, twice, counts as gone; the reaper ends it when it is shown.
  if ((world.unseen.get(resource.id) ?? []).some((time) => time.fromMs <= finalMs && time.toMs >= finalMs - AFTER_END_MS)) findings.hiddenAtTheEnd += 1;
  else findings.breaches.push(`job ${job.plan.id} was called ${job.state} while ${resource.name} went on costing money`);
}

function judgeMoney(machines: readonly Machine[], name: string, capUsd: number, evidence: Evidence, findings: Findings): void {
  const usd = machines.reduce((sum, machine) => sum + machine.ledger.spent({ resource: machine.resource.id }) - spentAlone(machine, evidence), 0);
  const refusedUsd = machines.reduce((sum, machine) => sum + refusalsOf(machine).reduce((part, { fromMs, toMs }) =>
    part + machine.ledger.spent({ resource: machine.resource.id, fromMs, untilMs: Math.min(toMs + AFTER_END_MS, billedUntil(machine)) }), 0), 0);
  findings.highestShare = Math.max(findings.highestShare, (usd - refusedUsd) / capUsd);
  if (usd - refusedUsd > capUsd + CENT) findings.breaches.push(`${name} cost ${usd.toFixed(4)} USD (${refusedUsd.toFixed(4)} of it in refused time); ${capUsd} were allowed`);
  else findings.excessUsd += Math.max(0, usd - capUsd);
}

/** A call that makes a machine is never made a second time for the same name, by whichever life of the server. */
function judgeCreates({ world }: Evidence, findings: Findings): void {
  for (const [name, times] of world.asked) if (times > 1) findings.breaches.push(`${name} was asked for ${times} times`);
}

function judgeForeign({ world }: Evidence, findings: Findings): void {
  for (const provider of PROVIDERS) {
    const { ledger, faults } = world.emulators[provider];
    // Of an account without money the provider ends everything itself.
    const broke = faults.struck.some(({ fault }) => fault === 'out-of-money');
    for (const { resource, what, by } of ledger.touches()) {
      if (world.foreign.has(resource) && what !== 'create' && what !== 'list-keys') findings.breaches.push(`${by} did '${what}' to the foreign ${ledger.resource(resource)?.name ?? resource}`);
    }
    const alive = new Set(world.emulators[provider].instances().filter(({ goneMs }) => goneMs === undefined).map(({ id }) => id));
    for (const { id, name } of ledger.resources()) if (!broke && world.foreign.has(id) && !alive.has(id)) findings.breaches.push(`the foreign ${name} is gone`);
  }
}

/** Keys are never on a disk, and a machine that said it was wiped handed nothing on. */
function judgeLeftovers({ world, rentals }: Evidence, findings: Findings): void {
  for (const machine of world.host.all()) {
    if (world.foreign.has(machine.id) || machine.leftBehind.length === 0) continue;
    const rental = rentals.find(({ instanceId }) => instanceId === machine.id);
    if (rental?.wipe?.filesLeft !== undefined) findings.breaches.push(`${machine.name} was wiped, it says, and left ${machine.leftBehind.join(', ')}`);
    else findings.unwiped += 1;
    const plain = [...machine.files].filter(([path, content]) => path.startsWith('key/') || (path.startsWith('media/') && content !== 'enc'));
    if (plain.length > 0) findings.breaches.push(`${machine.name} left ${plain.map(([path]) => path).join(', ')} in plain`);
  }
}

export function judge(evidence: Evidence, workspaceCapUsd: number | undefined): Findings {
  const { jobs, dead } = evidence;
  const machines = machinesOf(evidence);
  const findings: Findings = {
    breaches: [], machines: machines.length, spentUsd: 0, longestAfterEndMs: 0, apartMs: 0, refusedMs: 0, refusedUsd: 0, excessUsd: 0, highestShare: 0, withoutKiller: 0, withoutKillerUsd: 0, unwiped: 0, hiddenAtTheEnd: 0,
  };
  findings.spentUsd = machines.reduce((sum, { ledger, resource }) => sum + ledger.spent({ resource: resource.id }), 0);
  for (const machine of machines) {
    judgeEnd(machine, evidence, findings);
    judgeRefusals(machine, evidence, findings);
  }
  for (const job of jobs) judgeMoney(machines.filter((machine) => machine.job === job), `job ${job.plan.id}`, job.plan.capUsd, evidence, findings);
  if (workspaceCapUsd !== undefined) judgeMoney(machines.filter(({ job }) => job !== undefined), 'the workspace', workspaceCapUsd, evidence, findings);
  judgeCreates(evidence, findings);
  judgeForeign(evidence, findings);
  judgeLeftovers(evidence, findings);
  const neverBack = dead.some(({ toMs }) => toMs === Infinity);
  for (const job of jobs) {
    if (!neverBack && !isUnderstandable(job)) findings.breaches.push(`job ${job.plan.id} is '${job.state}' (${job.outcome ?? 'no outcome'}, ${job.code ?? 'no code'}), which tells its user nothing`);
  }
  return findings;
}
