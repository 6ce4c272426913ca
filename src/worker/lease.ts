/** The lease: whoever rents this worker renews it; when nobody does, the worker ends itself. */
export interface Lease {
  renew(seconds: number): void;
  endsAt(): Date;
  stop(): void;
}

export function openLease(seconds: number, onEnd: () => void): Lease {
  let timer: NodeJS.Timeout | undefined;
  let endsAt = new Date();
  const renew = (forSeconds: number): void => {
    clearTimeout(timer);
    endsAt = new Date(Date.now() + forSeconds * 1000);
    timer = setTimeout(onEnd, forSeconds * 1000);
  };
  renew(seconds);
  return { renew, endsAt: () => endsAt, stop: () => { clearTimeout(timer); } };
}
