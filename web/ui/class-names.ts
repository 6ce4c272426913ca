/** Class names that hold now, as one text. */
export const classes = (...names: (string | false | undefined | null)[]): string => names.filter((name) => typeof name === 'string' && name !== '').join(' ');
