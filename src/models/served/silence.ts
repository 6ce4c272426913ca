/** Ends waiting for somebody who says nothing any more. */

export interface SilenceWatch {
  /** Aborts with the caller's signal, or after the silence. */
  readonly signal: AbortSignal;
  /** Something was heard: the silence begins anew. */
  heard(): void;
  /** True where it was the silence that ended it. */
  silent(): boolean;
  end(): void;
}

export function watchSilence(limitMs: number, outer?: AbortSignal): SilenceWatch {
  const own = new AbortController();
  const signal = outer ? AbortSignal.any([outer, own.signal]) : own.signal;
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => { clearTimeout(timer); };
  return {
    signal,
    heard() {
      end();
      timer = setTimeout(() => { own.abort(); }, limitMs);
    },
    silent: () => own.signal.aborted,
    end,
  };
}
