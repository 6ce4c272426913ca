/** Ends all that runs of ours on a machine, removes all that lies there, and looks afterwards what is left. */
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import { quote } from '../remote/quote.ts';
import type { Shell } from '../remote/shell.ts';
import type { MachineLayout } from './machine-layout.ts';

export interface MachineWipe {
  filesRemoved: number;
  /** Both have to be 0. */
  filesLeft: number;
  processesLeft: number;
  /** Names of what is left, for whoever has to look. */
  left: string[];
}

/**
 * Processes carry the mark in their environment; programs that overwrite theirs are found by their session, whose leader has it.
 * The shell that asks has no mark. No program is started for each process: there may be hundreds, and they are looked through
 * several times.
 */
const endOurs = ({ name }: MachineLayout): string => `
sid() { S=; read -r x <"$1/stat" || return 1; set -- \${x##*) }; S=$4; }
ours() { s=' '
for e in $(grep -lszx ${quote(`AIMA_OURS=${name}`)} /proc/[0-9]*/environ); do sid "\${e%/environ}" && s="$s$S "; done
[ "$s" = ' ' ] || for p in /proc/[0-9]*; do sid $p && case $s in *" $S "*) echo \${p#/proc/};; esac; done; }
n=0; while o=$(ours) && [ -n "$o" ] && [ $n -lt 20 ]; do kill -9 $o 2>/dev/null; n=$((n + 1)); sleep 0.1; done`;

/** `caches`: programs and public weights go too, and only the lease stays. */
const wipeCommand = (layout: MachineLayout, caches: boolean): string => `${endOurs(layout)}
folders="${[layout.memory, layout.sealed, ...(caches ? [`${layout.home}/work`, `${layout.home}/cache`] : [])].map(quote).join(' ')}"
files() { find $folders ! -type d 2>/dev/null; }
echo "removed=$(files | wc -l)"
rm -rf $folders
for p in $(ours); do echo "process=$p $(tr '\\0' ' ' </proc/$p/cmdline | cut -c 1-80)"; done
files | head -n 100 | sed 's/^/file=/'
echo "files=$(files | wc -l)"; echo done`;

/** What was begun over a connection that broke goes on there, and would write where the next attempt does. @throws AppError MACHINE_UNREACHABLE, CANCELLED */
export async function endLeftovers(shell: Shell, layout: MachineLayout, signal: AbortSignal): Promise<void> {
  await shell.run(`{ ${endOurs(layout)}\n} 2>/dev/null`, { signal });
}

const Count = z.coerce.number().int().nonnegative();

/** @throws AppError MACHINE_UNREACHABLE where it gave no answer that could be believed */
export async function wipeMachine(shell: Shell, layout: MachineLayout, options: { caches: boolean; signal: AbortSignal }): Promise<MachineWipe> {
  const { stdout } = await shell.run(`${wipeCommand(layout, options.caches)} 2>/dev/null`, { signal: options.signal });
  const lines = stdout.trim().split('\n');
  const values = (key: string): string[] => lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  if (lines.at(-1) !== 'done') throw new AppError('MACHINE_UNREACHABLE', 'The machine did not say what is left after the wipe.');
  const processes = values('process');
  return {
    filesRemoved: Count.parse(values('removed')[0]), filesLeft: Count.parse(values('files')[0]), processesLeft: processes.length,
    left: [...values('file'), ...processes],
  };
}
