/** Undo and redo from the log of one author: pure replay, oldest entry first. */
export interface LogEntry {
  id: string;
  kind: 'edit' | 'add' | 'remove' | 'accept' | 'reject' | 'undo' | 'redo';
  /** Of undo and redo. */
  of?: string | undefined;
}

/**
 * What the author would take back, or bring back, next. As in an editor: the newest is taken back first, the one taken back
 * last is brought back first, and a new correction ends what could be brought back.
 */
export function undoStacks(log: readonly LogEntry[]): { undo: string[]; redo: string[] } {
  const undo: string[] = [];
  let redo: string[] = [];
  for (const { id, kind, of } of log) {
    if (kind === 'undo') {
      const at = of === undefined ? -1 : undo.lastIndexOf(of);
      if (at >= 0) redo.push(...undo.splice(at, 1));
    } else if (kind === 'redo') {
      const at = of === undefined ? -1 : redo.lastIndexOf(of);
      if (at >= 0) undo.push(...redo.splice(at, 1));
    } else {
      undo.push(id);
      redo = [];
    }
  }
  return { undo, redo };
}
