import { Empty } from '../../parts/Empty.tsx';
import { useWindowTitle } from '../../parts/PageHead.tsx';
import { Link } from '../../router/router.tsx';

export function NotFoundScene() {
  useWindowTitle('No such page');
  return (
    <Empty alone icon="unknown" title="There is no page here.">
      <Link className="link" to="/">
        Go to the inbox
      </Link>
    </Empty>
  );
}
