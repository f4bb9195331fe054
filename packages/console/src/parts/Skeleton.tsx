/** Holds the place of what is being loaded; shows itself only after 150 ms. */
export function Skeleton({ label, rows = 3 }: { label: string; rows?: number }) {
  return (
    <div className="panel p-5 max-md:p-4" role="status" aria-busy="true">
      <span className="sr-only">{label}</span>
      <div className="grid gap-5">
        {Array.from({ length: rows }, (_, index) => index).map((row) => (
          <div key={row} className="grid gap-2">
            <div className="skeleton h-5 w-2/3" />
            <div className="skeleton h-4 w-1/3" />
          </div>
        ))}
      </div>
    </div>
  );
}
