import type { ConnectionWire } from '@agentport/contract';
import { Tag } from '../../parts/Tag.tsx';

export function ConnectionTag({ connection }: { connection: ConnectionWire }) {
  if (connection.reconnect !== null) {
    return (
      <Tag tone="deny" icon="alert">
        Needs its key again
      </Tag>
    );
  }
  return connection.status === 'active' ? (
    <Tag tone="allow" icon="allow">
      Connected
    </Tag>
  ) : (
    <Tag icon="close">Switched off</Tag>
  );
}
