/** A figure in a pill; nothing at all for nothing. */
export function Count({ n, what, className = '' }: { n: number; what: string; className?: string }) {
  if (n === 0) return null;
  const many = n > 999;
  return (
    <span
      className={`min-w-5 rounded-full bg-ask-soft px-1.5 text-center text-micro leading-5 font-semibold text-ask shadow-[inset_0_0_0_1px_var(--color-ask-line)] ${className}`}
    >
      {many ? <span aria-hidden="true">999+</span> : n}
      <span className="sr-only">
        {many && n} {what}
      </span>
    </span>
  );
}
