/**
 * What is done on an own server, as POSIX shell: look who uses it, take it into use, free it. One user at a time: the folder
 * `used` is the lock, and making a folder is atomic. It holds for as long as something of its user's runs: the lease carries the
 * user's name in its environment, workers carry AIMA_OURS. When the lease has ended all of it, the lock means nothing any more.
 */
import { z } from 'zod';
import { quote } from '../../remote/quote.ts';
import { gpuName } from '../gpu-name.ts';

/** All that AIMA keeps on a server; programs and public weights in `cache` stay from one use to the next. */
const HOME = '/var/lib/aima';
const MEMORY = '/dev/shm/aima';
const LOCK = `${HOME}/used`;
const MARK = 'AIMA_USED_BY';
/** Between the lock and the first process of its user. */
const GRACE_SECONDS = 60;

const FUNCTIONS = `
session() { read -r line < "$1/stat" && set -- \${line##*) } && echo $4; }
marked() { tr '\\0' '\\n' < "$1/environ" 2>/dev/null | grep -q '^${MARK}=\\|^AIMA_OURS='; }
ours() {
  me=$(session /proc/self) sessions=' '
  for p in /proc/[0-9]*; do marked "$p" && sessions="$sessions$(session "$p") "; done 2>/dev/null
  for p in /proc/[0-9]*; do s=$(session "$p"); [ -n "$s" ] && [ "$s" != "$me" ] && case $sessions in *" $s "*) echo "\${p#/proc/}";; esac; done 2>/dev/null
  return 0
}
user() {
  [ -d ${LOCK} ] || return 0
  age=$(( $(date +%s) - $(cat ${LOCK}/since 2>/dev/null || date +%s) ))
  if [ "$age" -gt ${GRACE_SECONDS} ] && [ -z "$(ours)" ]; then return 0; fi
  cat ${LOCK}/name 2>/dev/null || echo unknown
}`;

/** Prints `used NAME SINCE` or `free`; SINCE in seconds since 1970 by the server's clock. */
export const lookScript = (): string => `${FUNCTIONS}
by=$(user); if [ -n "$by" ]; then echo "used $by $(cat ${LOCK}/since 2>/dev/null || echo 0)"; else echo free; fi`;

const Used = z.tuple([z.literal('used'), z.string().min(1), z.coerce.number()]);

export interface Use { name: string; createdAt: number }

/** @returns undefined where the answer is none of ours */
export function readLook(stdout: string): Use | 'free' | undefined {
  const words = stdout.trim().split('\n').at(-1)?.split(' ') ?? [];
  if (words[0] === 'free') return 'free';
  const used = Used.safeParse(words);
  return used.success ? { name: used.data[1], createdAt: used.data[2] * 1000 } : undefined;
}

export interface Taking { name: string; publicKey?: string; bootScript?: string; env?: Readonly<Record<string, string>> }

/** Prints `taken`, or `used NAME SINCE`. The boot script comes by standard input. */
export const takeScript = ({ name, publicKey, env = {} }: Taking): string => `${FUNCTIONS}
umask 077
mkdir -p ${HOME} || exit 1
by=$(user)
# What nobody uses any more is moved away by one of all who want it.
[ -n "$by" ] || [ ! -d ${LOCK} ] || { mv ${LOCK} ${LOCK}.$$ && rm -rf ${LOCK}.$$; }
if ! mkdir ${LOCK} 2>/dev/null; then echo "used $(cat ${LOCK}/name 2>/dev/null || echo unknown) $(cat ${LOCK}/since 2>/dev/null || echo 0)"; exit 0; fi
date +%s > ${LOCK}/since && echo ${quote(name)} > ${LOCK}/name || exit 1
${publicKey === undefined ? '' : `mkdir -p "$HOME/.ssh" && { [ ! -s "$HOME/.ssh/authorized_keys" ] || [ -z "$(tail -c 1 "$HOME/.ssh/authorized_keys")" ] || echo; echo ${quote(keyLine(name, publicKey))}; } >> "$HOME/.ssh/authorized_keys" || exit 1`}
${Object.entries(env).map(([key, value]) => `export ${quote(`${key}=${value}`)}`).join('\n')}
export ${MARK}=${quote(name)}
cat > ${LOCK}/boot
sh ${LOCK}/boot > ${LOCK}/boot.log 2>&1 < /dev/null || exit 1
echo taken`;

/** The comment says whose it is, so that it can be taken out again. */
const keyLine = (name: string, publicKey: string): string => `no-agent-forwarding,no-X11-forwarding ${publicKey.trim().split(/\s+/).slice(0, 2).join(' ')} ${name}`;

/**
 * Ends all that runs of AIMA's there, removes media and the key, and frees the server; never anything where somebody else uses it.
 * Prints `freed`, `absent`, or `left PIDS`.
 */
export const freeScript = (name: string): string => `${FUNCTIONS}
umask 077
keys="$HOME/.ssh/authorized_keys"
if [ -f "$keys" ] && grep -q ${quote(` ${name}$`)} "$keys"; then grep -v ${quote(` ${name}$`)} "$keys" > "$keys.aima"; cat "$keys.aima" > "$keys"; rm -f "$keys.aima"; fi
[ "$(cat ${LOCK}/name 2>/dev/null)" = ${quote(name)} ] || { echo absent; exit 0; }
n=0; while left=$(ours) && [ -n "$left" ] && [ $n -lt 30 ]; do kill -9 $left 2>/dev/null; n=$((n + 1)); sleep 0.1; done
[ -z "$left" ] || { echo left $left; exit 0; }
rm -rf ${HOME}/work ${HOME}/lease ${MEMORY} ${LOCK} && echo freed`;

/** What the driver says of its cards, and how much disk is free. */
export const factsScript = (): string => `
nvidia-smi | grep -o 'CUDA Version: *[0-9.]*'
nvidia-smi --query-gpu=name,memory.total --format=csv,noheader,nounits | sed 's/^/gpu: /'
d=${HOME}; [ -d $d ] || d=/
df -Pk $d | awk 'NR == 2 { print "free: " $4 }'`;

export interface ServerFacts { gpu: string; gpuCount: number; gpuMemoryGb: number; cudaVersion?: number; freeGb: number }

/** @returns undefined where it has no GPU that could be asked */
export function readFacts(stdout: string): ServerFacts | undefined {
  const gpus = [...stdout.matchAll(/^gpu: (.+), *(\d+)$/gm)];
  const [first] = gpus;
  if (!first) return undefined;
  const cuda = Number(/CUDA Version: *([\d.]+)/.exec(stdout)?.[1]);
  // The smallest counts: a model has to fit into each.
  const memoryMib = Math.min(...gpus.map((each) => Number(each[2])));
  return {
    gpu: gpuName(first[1] ?? ''), gpuCount: gpus.length, gpuMemoryGb: memoryMib * 2 ** 20 / 1e9, freeGb: Number(/^free: (\d+)$/m.exec(stdout)?.[1] ?? 0) * 1024 / 1e9,
    ...Number.isFinite(cuda) && { cudaVersion: cuda },
  };
}
