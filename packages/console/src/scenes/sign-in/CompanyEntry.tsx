import { useQuery } from '@tanstack/react-query';
import { gateway } from '../../api/gateway.ts';
import { PlainText } from '../../parts/EscapedText.tsx';

interface CompanyEntryProps {
  next: string;
  busy: boolean;
  onProblem(problem: unknown): void;
}

/** Away to the company's own sign-in page, and back to `/sign-in/company`. */
export function CompanyEntry({ next, busy, onProblem }: CompanyEntryProps) {
  const company = useQuery({
    queryKey: ['company'],
    queryFn: () => gateway('readCompanySignIn'),
    staleTime: 300_000,
  });
  const label = company.data?.label ?? null;
  if (label === null) return null;
  const leave = async () => {
    try {
      const { location } = await gateway('beginCompanySignIn', { body: { next } });
      window.location.assign(location);
    } catch (error) {
      onProblem(error);
    }
  };
  return (
    <button className="btn btn-big" type="button" disabled={busy} onClick={() => void leave()}>
      <span>
        Continue with <PlainText text={label} />
      </span>
    </button>
  );
}
