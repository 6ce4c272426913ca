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
  for (const name of names) {
    if (path.isAbsolute(name)) {
      if (executable(name)) return name;
      continue;
    }
    for (const folder of (env.PATH ?? '').split(path.delimiter)) {
      if (folder && executable(path.join(folder, name))) return path.join(folder, name);
    }
  }
  return undefined;
};
