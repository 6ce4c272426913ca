/**
 * The lease on the machine: a watchdog of its own in POSIX sh, started at each start of the machine and dependent on nothing else
 * of ours. Without a heartbeat, or at the hard end, it kills all of ours, wipes our folders and ends the machine
 * (docs/decisions/0019-provisioning.md says how it measures time).
 */
import { readFileSync } from 'node:fs';
import { AppError } from '../../kernel/app-error.ts';

/** Who ends the machine in the end. `own`: nobody, an own server is only freed. */
export type LeaseEnd =
  | { kind: 'runpod' | 'vastai'; baseUrl: string }
  /** A file or folder, whose removal lets others in. */
  | { kind: 'own'; lock?: string };

export interface LeaseOptions {
  /** One for each rental: every process of ours on the machine carries it as `AIMA_OURS`, and `leaseIdFile` tells it. */
  name: string;
  end: LeaseEnd;
  /** Seconds without a heartbeat after which it acts. */
  leaseSeconds: number;
  /** Seconds that the machine may run at most, counted on the machine from its first start; a heartbeat says anew how many are left. */
  runSeconds: number;
  /** Milliseconds since 1970: the same end by the clock, which counts from 5 minutes later on because clocks differ. Each heartbeat moves it. */
  hardEndAt: number;
  /** Of all that is ours on the machine. */
  home?: string;
  /** How often it looks, and how often it asks the provider again. */
  tickSeconds?: number;
  againSeconds?: number;
  /** What it says goes there too. */
  sayTo?: string;
}

/** Rented machines: root, and nobody else there. */
export const MACHINE_HOME = '/var/lib/aima';
/** Longest text that every provider takes at the start of a machine. */
const MOST_CHARACTERS = 3_000;

const body = readFileSync(new URL('lease.sh', import.meta.url), 'utf8');

const NAME = /^[a-z0-9][a-z0-9-]{0,100}$/;
/** What may stand between quotes of a shell. */
const HARMLESS = /^[\w./:@%+,=~-]*$/;

export function leaseFolder(name: string, home = MACHINE_HOME): string {
  if (!NAME.test(name) || !HARMLESS.test(home)) throw new AppError('INVALID_MESSAGE', `A machine cannot be called ${name}, or have the folder ${home}.`);
  return `${home}/lease/${name}`;
}

/** Holds the name of the lease that was begun last. */
export const leaseIdFile = (home = MACHINE_HOME): string => `${home}/lease/id`;

/** @throws AppError INVALID_MESSAGE for values that could not stand in it */
export function leaseScript({ name, end, leaseSeconds, runSeconds, hardEndAt, home = MACHINE_HOME, tickSeconds = 5, againSeconds = 30, sayTo = '/proc/1/fd/1' }: LeaseOptions): string {
  const folder = leaseFolder(name, home);
  const values = {
    H: home, N: name, E: end.kind, G: Math.floor(leaseSeconds), R: Math.floor(runSeconds), B: Math.floor(hardEndAt / 1000), T: tickSeconds, A: againSeconds,
    U: end.kind === 'own' ? '' : end.baseUrl.replace(/\/+$/, ''), L: end.kind === 'own' ? end.lock ?? `${folder}/lock` : '', O: sayTo,
  };
  for (const value of Object.values(values)) {
    if (!HARMLESS.test(String(value))) throw new AppError('INVALID_MESSAGE', `The lease cannot be written with ${value}.`);
  }
  // In a shell of its own, since the image's start goes on behind it. A lease that is being kept already stays the only one.
  const script = [
    `(umask 077;D='${folder}';mkdir -p "$D";cd "$D/.."`,
    `p=$(cat id);[ "$p" ]&&[ "$p" != '${name}' ]&&grep -q "$p/run" "/proc/$(cat "$p/pid")/cmdline"&&exit`,
    `echo '${name}' >id`,
    'cat >"$D/new.run" <<\'EOF\'',
    Object.entries(values).map(([key, value]) => `${key}='${value}'`).join(' '),
    `${body.trimEnd()}\nEOF`,
    'mv "$D/new.run" "$D/run"',
    'unset AIMA_OURS;setsid sh "$D/run" </dev/null >>"$D/log" 2>&1&) 2>/dev/null\n',
  ].join('\n');
  if (script.length > MOST_CHARACTERS) throw new AppError('INVALID_MESSAGE', `The lease has ${script.length} characters; ${MOST_CHARACTERS} are allowed.`);
  return script;
}

export interface LeaseState {
  /** The watchdog runs (where it did not, the heartbeat started it again). */
  watched: boolean;
  /** Why it has ended its machine's work; then no heartbeat helps any more. */
  ended?: string;
}

/** Shell text of one heartbeat; `heartbeatAnswer` reads what it prints. */
export function heartbeatCommand({ name, home, nowMs, leftSeconds, leaseSeconds }: { name: string; home?: string; nowMs: number; leftSeconds: number; leaseSeconds: number }): string {
  const folder = leaseFolder(name, home);
  return `cd '${folder}'&&{ [ -s why ]&&{ echo "ended $(cat why)";exit;};umask 077;echo '${Math.floor(nowMs)} ${Math.max(0, Math.floor(leftSeconds))} ${Math.max(0, Math.floor(leaseSeconds))}' >beat.new&&mv beat.new beat;`
    + `grep -q '${name}/run' "/proc/$(cat pid)/cmdline"&&echo watched||{ (unset AIMA_OURS;setsid sh '${folder}/run' </dev/null >>log 2>&1&);echo restarted;};}`;
}

/** Shell text that ends the watchdog of a machine that stays: an own server, once nothing of ours runs there any more. */
export const releaseCommand = (name: string, home?: string): string =>
  `cd '${leaseFolder(name, home)}'&&grep -q '${name}/run' "/proc/$(cat pid)/cmdline"&&kill -9 "$(cat pid)";cd ..&&rm -rf '${name}' id;true`;

export function heartbeatAnswer(stdout: string): LeaseState {
  const said = stdout.trim();
  return said.startsWith('ended') ? { watched: true, ended: said.slice('ended'.length).trim() } : { watched: said === 'watched' };
}
