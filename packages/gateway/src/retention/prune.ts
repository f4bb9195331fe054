import type { Tx } from '../storage/index.ts';

/**
 * Deletes sign-ins, setup links and tokens that ended before `before` (ms UTC); the log keeps what it says about them.
 * @returns how many rows went, at most `limit` of each
 */
export async function pruneSignIns(tx: Tx, before: number, limit: number): Promise<number> {
  const signIns = await tx
    .selectFrom('sign_ins')
    .select('id')
    .where((eb) =>
      eb.or([
        eb('absolute_expires_at', '<', before),
        eb('expires_at', '<', before),
        eb('ended_at', '<', before),
      ]),
    )
    .limit(limit)
    .execute();
  const links = await tx
    .selectFrom('setup_links')
    .select('token_sha256')
    .where('expires_at', '<', before)
    .limit(limit)
    .execute();
  const tokens = await tx
    .selectFrom('agent_tokens')
    .select('id')
    .where((eb) => eb.or([eb('expires_at', '<', before), eb('revoked_at', '<', before)]))
    .limit(limit)
    .execute();
  if (signIns.length > 0)
    await tx
      .deleteFrom('sign_ins')
      .where(
        'id',
        'in',
        signIns.map(({ id }) => id),
      )
      .execute();
  if (links.length > 0)
    await tx
      .deleteFrom('setup_links')
      .where(
        'token_sha256',
        'in',
        links.map((link) => link.token_sha256),
      )
      .execute();
  if (tokens.length > 0)
    await tx
      .deleteFrom('agent_tokens')
      .where(
        'id',
        'in',
        tokens.map(({ id }) => id),
      )
      .execute();
  return signIns.length + links.length + tokens.length;
}
