import { mintToken } from '../../../packages/gateway/src/agents/token.ts';
import { ORG } from '../../../packages/gateway/src/gateway.ts';
import { systemRandom } from '../../../packages/gateway/src/kernel/random.ts';
import type { TestGateway } from '../gateway.ts';
import type { TokenKind } from './table.ts';

const DAY_MS = 86_400_000;

/** A token of every kind that opens nothing, and a good one. */
export async function agentTokens(gateway: TestGateway): Promise<Record<TokenKind, string | null>> {
  const { agents } = gateway.running.gateway;
  const actor = 'system:test';
  const create = (name: string, expiresInDays: number | null) =>
    agents.create({ org: ORG, name, tools: 'auto', expiresInDays, actor });
  const expired = await create('expired', 1);
  const revoked = await create('revoked', null);
  await agents.revoke({ org: ORG, id: revoked.agent.id, tokenId: revoked.tokenId, actor });
  const stopped = await create('stopped', null);
  await agents.stop({ org: ORG, id: stopped.agent.id, actor });
  const good = await create('good', null);
  gateway.clock.advance(2 * DAY_MS);
  return {
    good: good.token,
    missing: null,
    malformed: 'not-a-token',
    unknown: mintToken(good.tokenId, systemRandom),
    expired: expired.token,
    revoked: revoked.token,
    stopped: stopped.token,
  };
}
