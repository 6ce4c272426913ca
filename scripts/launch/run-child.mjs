/** Starting programs: those that install something, and the one that the launcher was called for. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';

/** One request to stop can arrive several times (process group, npm, shell); within this time it counts as one. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Exit code of a child as shells count it: 128 + n when signal n ended it.
 *
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
const exitCode = (code, signal) => code ?? 128 + (signal ? os.constants.signals[signal] : 1);

/**
 * Whether Ctrl-C in a terminal reaches this process together with its children: then its SIGINT must not be sent on.
 */
const terminalSignalsGroup = () => {
  try {
    // man 5 proc_pid_stat: after the name in parentheses come state, ppid, pgrp, session, tty_nr, tpgid.
    const fields = fs.readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /s, '').split(' ');
    return fields[4] !== '0' && fields[2] === fields[5];
  } catch {
    return Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
  }
};

/**
 * Runs the program that the launcher was called for, in its place: same terminal, same signals.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} its exit code
 */
export const runInPlace = (program, args, options) =>
  new Promise((resolve, reject) => {
    /** @type {Map<NodeJS.Signals, number>} */
    const sentAt = new Map();
    for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        if (signal === 'SIGINT' && terminalSignalsGroup()) return;
        const now = Date.now();
        if (now - (sentAt.get(signal) ?? -Infinity) < SAME_SIGNAL_MS) return;
        sentAt.set(signal, now);
        child.kill(signal);
      });
    }
    // After its handlers: the program may be told to stop while it is being started.
    const child = spawn(program, args, { ...options, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(exitCode(code, signal)));
  });

/** An installer that was told to stop gets this long before it is made to. */
const PATIENCE_MS = 5_000;

/**
 * Runs a program that installs something. Its output is kept and comes back; nothing reaches standard output.
 * When the launcher is told to stop, it ends this program first and then itself: nothing goes on writing behind its back.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env: NodeJS.ProcessEnv, started?: (pid: number) => void }} options `started` hears of the process
 * @returns {Promise<{ code: number, output: string }>} code 127: it could not be started
 */
export const runQuietly = (program, args, { started, ...options }) =>
  new Promise((resolve) => {
    /** @type {NodeJS.Signals | undefined} */
    let stoppedBy;
    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => {
      stoppedBy ??= signal;
      child.kill(signal);
      setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
    };
    // Before the program exists: it may do something while this process is still starting it.
    process.on('SIGINT', stop).on('SIGTERM', stop);
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid !== undefined) started?.(child.pid);
    let output = '';
    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      output = (output + chunk.toString('utf8')).slice(-8_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    /** @param {{ code: number, output: string }} result */
    const done = (result) => {
      process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
      if (stoppedBy) process.exit(exitCode(null, stoppedBy));
      resolve(result);
    };
    child.on('error', (error) => done({ code: 127, output: error.message }));
    child.on('close', (code, signal) => done({ code: exitCode(code, signal), output }));
  });
