/** A QR code as one path: no inline style, no data address, sharp at every size. */
import { useEffect, useState } from 'react';
import { Skeleton } from '#ui/surface.tsx';

/** Empty border that readers need, in modules (ISO/IEC 18004). */
const QUIET = 4;

interface Drawn { size: number; path: string }

/** @returns one unit square per dark module */
async function draw(text: string): Promise<Drawn> {
  const { create } = await import('qrcode');
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const parts: string[] = [];
  for (let y = 0; y < modules.size; y++) for (let x = 0; x < modules.size; x++) if (modules.get(y, x) !== 0) parts.push(`M${x + QUIET} ${y + QUIET}h1v1h-1z`);
  return { size: modules.size + 2 * QUIET, path: parts.join('') };
}

/** Dark on light whatever the theme: many readers see nothing else. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const [drawn, setDrawn] = useState<Drawn>();
  useEffect(() => {
    let wanted = true;
    void draw(text).then((made) => { if (wanted) setDrawn(made); });
    return () => { wanted = false; };
  }, [text]);
  if (!drawn) return <Skeleton className="size-56" />;
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${drawn.size} ${drawn.size}`} shapeRendering="crispEdges" className="size-56 max-w-full rounded-md">
      <rect width={drawn.size} height={drawn.size} fill="#ffffff" />
      <path d={drawn.path} fill="#000000" />
    </svg>
  );
}
