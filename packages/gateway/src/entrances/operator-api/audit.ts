import { Readable } from 'node:stream';
import type { AuditEntryWire } from '@agentport/contract';
import type { StoredEntry } from '../../audit/index.ts';
import { Fault } from '../../kernel/fault.ts';
import type { OperatorApiDeps } from './deps.ts';
import { ANSWERED, actorOf, type SomeHandlers, type Who } from './handler.ts';
import type { LogCheck } from './status.ts';
import { rfc3339 } from './time.ts';
import { readIndex } from './validate.ts';

type Routes = 'readAudit' | 'verifyAudit' | 'exportAudit' | 'acceptAudit' | 'proveAudit';

export function auditHandlers(deps: OperatorApiDeps, logCheck: LogCheck): SomeHandlers<Routes> {
  const { audit, org } = deps;
  const record = (
    kind: 'log.verified' | 'log.exported',
    who: Who,
    details: { ok?: boolean; size?: number },
  ) => deps.db.unit((tx) => audit.append(tx, { kind, actor: actorOf(who), org, details }));
  const verify = async () => {
    const { ok, size, root, problem } = await audit.verify();
    logCheck.checkedAt = deps.clock.now();
    return { ok, size, root, problem: problem ?? null, checked_at: rfc3339(logCheck.checkedAt) };
  };

  /** By number or id; a call's id names the entry that ended it, or its last one. */
  const find = async (name: string): Promise<StoredEntry> => {
    const entry = CALL_ID.test(name)
      ? ((await audit.list({ org, call: name, limit: 1 })).items[0] ?? null)
      : await audit.show(ENTRY_ID.test(name) ? name : readIndex(name, MISSING));
    if (entry === null || entry.event.org !== org) throw new Fault('not_found', MISSING);
    return entry;
  };

  return {
    readAudit: async ({ params }) => presentEntry(await find(params.entry)),

    async proveAudit({ params, query }) {
      const entry = await find(params.entry);
      return audit.prove(entry.index, query.since ?? null);
    },

    async verifyAudit({ who }) {
      const verified = await verify();
      // a log that does not continue its witness takes no entries, and is looked at all the more
      if (audit.standing() === 'intact') {
        await record('log.verified', who, { ok: verified.ok, size: verified.size });
      }
      return verified;
    },

    async acceptAudit({ who }) {
      await audit.accept(actorOf(who));
      return verify();
    },

    async exportAudit({ who, reply }) {
      await record('log.exported', who, {});
      reply
        .header('content-type', 'application/jsonl; charset=utf-8')
        .header('content-disposition', 'attachment; filename="agentport-audit.jsonl"')
        .send(Readable.from(audit.export()));
      return ANSWERED;
    },
  };
}

const MISSING = 'There is no audit entry of this number or id.';
const ENTRY_ID = /^evt_[0-9a-z]{26}$/;
const CALL_ID = /^cal_[0-9a-z]{26}$/;

export function presentEntry({ index, leafHash, event }: StoredEntry): AuditEntryWire {
  return {
    index,
    at: rfc3339(event.at),
    kind: event.kind,
    call_id: event.call ?? null,
    entry: { ...event },
    leaf_hash: leafHash,
  };
}
