/** Programs of the system: found by looking along PATH, never by running them. */
import fs from 'node:fs';
import path from 'node:path';

/** @param {string} file */
const executable = (file) => {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
};

/**
 * Absolute path of the first program called one of `names`, or undefined.
 *
 * @param {string[]} names
 * @param {NodeJS.ProcessEnv} env
 */
export const findProgram = (names, env) => {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const name of names) {
    if (path.isAbsolute(name)) {
      if (executable(name)) return name;
      continue;
    }
    for (const folder of (env.PATH ?? env.Path ?? '').split(path.delimiter)) {
      const found = folder && endings.map((ending) => path.join(folder, name + ending)).find(executable);
      if (found) return found;
    }
  }
  return undefined;
};
