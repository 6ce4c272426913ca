/** One line of what the doctor found. */
export interface Check {
  /** Stable, for programs. */
  id: string;
  state: 'ok' | 'warning' | 'problem';
  text: string;
  /** What to do about it. */
  next?: string;
}
