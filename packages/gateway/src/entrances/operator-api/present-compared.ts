import type { ApprovalDetail } from '@agentport/contract';
import type { Compared } from '../../approvals/index.ts';
import { segments } from './present-display.ts';

/** The comparison in the contract's shape. */
export function presentCompared({ calls, values }: Compared): ApprovalDetail['compared'] {
  return {
    calls,
    values: values.map((value) => {
      if (value.kind === 'text') return { ...value, usual: segments(value.usual) };
      if (value.kind === 'number') return { ...value, earlier: [...value.earlier] };
      return { ...value };
    }),
  };
}
