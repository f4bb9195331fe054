/** Each exception to a rule, with its reason. A place ending in `/` is a folder. */

type Places = Readonly<Record<string, string>>;

const G = 'packages/gateway/src/';

export const EXCEPTIONS = {
  /** may take a secret out of its wrapping */
  reveal: {
    [`${G}vault/`]: 'seals and opens',
    [`${G}courier/`]: 'places the credential and scrubs it from what comes back',
    [`${G}storage/postgres/pool.ts`]: 'hands the password of the database to its driver',
  },
  /** may read the clock, set a timer or draw randomness */
  clock: {
    [`${G}kernel/clock.ts`]: 'is the clock',
    [`${G}kernel/random.ts`]: 'is the randomness',
    [`${G}demo/agent.ts`]: 'plays an agent outside, whose patience is wall time',
    'packages/cli/src/wire/request.ts': 'a client gives up on a silent gateway in wall time',
  },
  /** may open a socket or start a process */
  network: {
    [`${G}upstream/`]: 'is the way out',
    [`${G}serving/`]: 'listens, and asks the control socket of this machine',
    [`${G}demo/operator.ts`]: 'plays a person outside, over the operator API',
    [`${G}audit/leaf-threads.ts`]: 'starts threads that only read the log of a file',
    [`${G}audit/leaf-thread.ts`]: 'is such a thread',
    'packages/cli/src/wire/': 'speaks to the gateway, and starts one on this machine',
  },
  /** may import what is not written out */
  computedImport: {
    [`${G}main.ts`]: 'loads the console builder of a checkout, which an installed package does not have',
    'packages/cli/bin/run-on-node-24.js': 'the launcher loads the main file beside it, as source or built',
    'packages/mcp-server/bin/run-on-node-24.js': 'the same launcher',
  },
  /** may make a regular expression */
  pattern: {
    [`${G}catalog/pattern.ts`]:
      'builds its own constant from parts; it is what checks the patterns of a manifest',
  },
  /** files besides index.ts that other rooms may import */
  door: {
    'approvals/permit.ts': 'the courier checks a permit without knowing the room that keeps the approvals',
    'entrances/server.ts': 'entrances is a group of rooms; this puts them behind one listener',
  },
  /** files besides index.ts whose types other rooms may import */
  typeDoor: {
    'approvals/permit.ts': 'as above',
    'audit/entry.ts': 'what an entry looks like',
    'audit/kinds.ts': 'the closed list of entries',
    'pipeline/request.ts': 'what an entrance hands over',
  },
} as const satisfies Record<string, Places>;
