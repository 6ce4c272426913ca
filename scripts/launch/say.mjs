/** Messages of the launcher. They go to standard error: standard output belongs to the program that it starts. */

/** @param {string} text */
export const say = (text) => {
  process.stderr.write(`aima: ${text}\n`);
};

/** Something that a person has to mend first; its message is the one line that says how. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}
