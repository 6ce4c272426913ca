import { spawn } from 'node:child_process';

/** One part of `npm run check`: resolves to what is wrong, as text for people; empty means that nothing is. */
export interface CheckStep {
  name: string;
  run(root: string): Promise<string>;
}

/** Runs one of the tools in node_modules with this Node; its whole output comes back when it fails. */
export const runTool = (root: string, script: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve('');
      else resolve(output.trim().replace(/ {3,}/g, '  ') || `ended with ${signal ?? `exit code ${String(code)}`} and said nothing`);
    });
  });
