import { codeOf } from '../../api/gateway.ts';
import { useApproval } from '../../api/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { useWindowTitle } from '../../parts/PageHead.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { Link } from '../../router/router.tsx';
import type { SceneProps } from '../scenes.ts';
import { ApprovalPage } from './ApprovalPage.tsx';

/** One request, whole. Until it is whole there is no button: nobody can answer what they cannot see. */
export function ApprovalScene({ me, params }: SceneProps) {
  const approval = useApproval(params.id ?? '');
  useWindowTitle('Request');
  if (approval.data) return <ApprovalPage key={approval.data.id} detail={approval.data} me={me} />;
  if (codeOf(approval.error) === 'unknown_approval') {
    return (
      <Empty icon="unknown" title="There is no such request." alone>
        The link may be cut off, or belong to another gateway.{' '}
        <Link className="link" to="/">
          Go to the inbox
        </Link>
      </Empty>
    );
  }
  if (approval.isError) {
    return (
      <ErrorNotice
        error={approval.error}
        title="We could not load this request. Nothing has been decided."
        retry={approval.refetch}
      />
    );
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_20.5rem] gap-8 max-lg:grid-cols-1">
      <Skeleton label="Loading the request" rows={7} />
      <Skeleton label="Loading the decision" rows={4} />
    </div>
  );
}
