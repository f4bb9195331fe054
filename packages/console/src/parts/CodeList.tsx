import { CopyBox } from './CopyBox.tsx';

/** Recovery codes, the one time they are shown. */
export function CodeList({ codes }: { codes: readonly string[] }) {
  return (
    <>
      <ul className="grid grid-cols-2 gap-2 font-mono text-body" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code} className="rounded-control bg-sunken px-3 py-2 text-center select-all">
            {code}
          </li>
        ))}
      </ul>
      <details>
        <summary className="link text-small">Copy all at once</summary>
        <div className="mt-2">
          <CopyBox text={codes.join('\n')} label="all recovery codes" />
        </div>
      </details>
    </>
  );
}
