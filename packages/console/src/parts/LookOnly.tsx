import type { RouteId } from '@agentport/contract';
import { Icon } from './Icon.tsx';
import { useBar } from './may.ts';

/** Says once on a page why its buttons cannot be pressed; nothing for who may. */
export function LookOnly({ route }: { route: RouteId }) {
  const why = useBar(route);
  if (why === null) return null;
  return (
    <p className="mb-5 flex items-center gap-2 text-small text-muted max-md:mb-4">
      <Icon name="lock" className="size-4 flex-none" />
      <span>You can look here, not change. {why}</span>
    </p>
  );
}
