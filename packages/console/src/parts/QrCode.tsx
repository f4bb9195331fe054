import { useEffect, useState } from 'react';

/** Quiet zone around the code, in its own squares. */
const MARGIN = 2;

interface QrCodeProps {
  text: string;
  label: string;
  /** its size */
  className?: string;
}

/**
 * Drawn as one path; the library that computes it is loaded only where a code is shown. Where it cannot be loaded nothing
 * is shown: what the code says always stands beside it as text.
 */
export function QrCode({ text, label, className = 'size-44' }: QrCodeProps) {
  const [drawing, setDrawing] = useState<{ size: number; path: string } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let current = true;
    import('qrcode')
      .then(({ create }) => {
        const { modules } = create(text, { errorCorrectionLevel: 'M' });
        const at = (x: number, y: number) => modules.get(y, x) !== 0;
        if (current) setDrawing({ size: modules.size, path: pathOf(modules.size, at) });
      })
      .catch(() => current && setFailed(true));
    return () => {
      current = false;
    };
  }, [text]);
  if (failed) return null;
  const side = (drawing?.size ?? 29) + 2 * MARGIN;
  return (
    <svg
      className={`rounded-control bg-[#ffffff] shadow-[0_0_0_1px_var(--color-line)] ${className}`}
      viewBox={`${-MARGIN} ${-MARGIN} ${side} ${side}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
    >
      {drawing && <path fill="#101512" d={drawing.path} />}
    </svg>
  );
}

/** One rectangle for each run of dark squares in a row. */
function pathOf(size: number, dark: (x: number, y: number) => boolean): string {
  const runs: string[] = [];
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (!dark(x, y)) continue;
      const from = x;
      while (x + 1 < size && dark(x + 1, y)) x += 1;
      runs.push(`M${from} ${y}h${x - from + 1}v1H${from}z`);
    }
  }
  return runs.join('');
}
