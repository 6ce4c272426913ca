/** A text of a medium with what was searched for marked in it. */
import { useMemo, type ReactNode } from 'react';
import { usePanel } from './panel-context.tsx';
import { placesIn } from './search.ts';

export function Marked({ text }: { text: string }) {
  const { terms } = usePanel();
  const places = useMemo(() => placesIn(text, terms), [text, terms]);
  if (places.length === 0) return <>{text}</>;
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { from, to } of places) {
    parts.push(text.slice(at, from), <mark key={from} className="rounded-xs bg-warning/40 text-ink">{text.slice(from, to)}</mark>);
    at = to;
  }
  return <>{parts}{text.slice(at)}</>;
}
