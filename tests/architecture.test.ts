import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import * as layout from './architecture/layout.ts';
import type { RuleCheck } from './architecture/rules.ts';
import * as rules from './architecture/rules.ts';
import { sourceOf } from './architecture/source.ts';

const ROOT = path.join(import.meta.dirname, '..');
const IGNORED = new Set(['node_modules', 'dist']);
const sources = globSync(['packages/**/*.{ts,tsx,js}', 'tests/**/*.ts', 'tools/**/*.ts'], {
  cwd: ROOT,
  exclude: (name) => IGNORED.has(name),
}).map((file) => sourceOf(file.split(path.sep).join('/'), readFileSync(path.join(ROOT, file), 'utf8')));

/** A rule, and sources that break it: `path` and text; each must be found. */
interface Row {
  readonly title: string;
  readonly rule: RuleCheck;
  readonly broken: readonly (readonly [string, string])[];
}

const G = 'packages/gateway/src';

const ROWS: readonly Row[] = [
  {
    title: 'the engine imports only itself and its hash, and reads no clock, randomness or network',
    rule: rules.engineIsPure,
    broken: [
      ['packages/engine/src/a.ts', "import { readFileSync } from 'node:fs';"],
      ['packages/engine/src/a.ts', "import type { X } from '@agentport/contract';"],
      ['packages/engine/src/a.ts', "import { x } from '../../gateway/src/x.ts';"],
      ['packages/engine/src/a.ts', 'export const f = () => Date.now();'],
      ['packages/engine/src/a.ts', 'export const f = () => new Date(0);'],
      ['packages/engine/src/a.ts', 'export const f = () => Math.random();'],
      ['packages/engine/src/a.ts', 'export const f = () => crypto.randomUUID();'],
      ['packages/engine/src/a.ts', 'export const f = () => `\x24{process.env.HOME}`;'],
    ],
  },
  {
    title: 'only forward sends, only the courier opens a credential and reaches a service',
    rule: rules.onePathOut,
    broken: [
      [`${G}/entrances/mcp/a.ts`, 'await deps.courier.send({});'],
      [`${G}/pipeline/claim.ts`, 'await rooms.courier\n  .send({});'],
      [`${G}/pipeline/forward.ts`, 'await vault.openCredential(name);'],
      [`${G}/connections/a.ts`, "import { createHttpUpstream } from '../upstream/index.ts';"],
      [`${G}/connections/a.ts`, "import { createCourier } from '../courier/index.ts';"],
      [`${G}/policies/a.ts`, 'const permit = mintPermit(room, facts);'],
    ],
  },
  {
    title: 'the path is driven in pipeline/gate.ts and built in gateway.ts, nowhere else',
    rule: rules.enforceHasNoRival,
    broken: [
      [`${G}/entrances/facade/a.ts`, "import { enforce } from '@agentport/engine';"],
      [`${G}/pipeline/other-gate.ts`, "import { runAsync } from '@agentport/engine';"],
      [`${G}/serving/a.ts`, 'const enforce = createEnforce(rooms, inFlight);'],
    ],
  },
  {
    title: 'a secret is taken out of its wrapping only in the vault and the courier',
    rule: rules.secretsStayWrapped,
    broken: [
      [`${G}/audit/a.ts`, 'const text = secret.reveal().toString();'],
      [`${G}/entrances/operator-api/a.ts`, 'secret\n  .reveal()'],
    ],
  },
  {
    title: 'an entrance imports no store, no vault, no courier and nothing that decides',
    rule: rules.entrancesDecideNothing,
    broken: [
      [`${G}/entrances/facade/a.ts`, "import { readCall } from '../../approvals/store.ts';"],
      [`${G}/entrances/facade/a.ts`, "import type { CallRow } from '../../approvals/store.ts';"],
      [`${G}/entrances/facade/a.ts`, "import { createVault } from '../../vault/index.ts';"],
      [`${G}/entrances/facade/a.ts`, "import { dbNow } from '../../storage/time.ts';"],
      [`${G}/entrances/facade/a.ts`, "import { evaluate, type Decision } from '@agentport/engine';"],
    ],
  },
  {
    title: 'environment, arguments, time, randomness and network arrive from outside',
    rule: rules.portsAreHandedIn,
    broken: [
      [`${G}/config.ts`, 'const port = process.env.AGENTPORT_PORT;'],
      ['packages/cli/src/commands/a.ts', 'const [name] = process.argv;'],
      [`${G}/approvals/a.ts`, 'const now = Date.now();'],
      [`${G}/approvals/a.ts`, 'const now = new Date();'],
      [`${G}/approvals/a.ts`, 'const now = new Date;'],
      [`${G}/approvals/a.ts`, 'setTimeout(run, 1);'],
      [`${G}/approvals/a.ts`, "import { randomBytes } from 'node:crypto';"],
      [`${G}/approvals/a.ts`, "import { request } from 'undici';"],
      [`${G}/approvals/a.ts`, "import { connect } from 'node:net';"],
      [`${G}/approvals/a.ts`, "import * as net from 'node:net';"],
      [`${G}/approvals/a.ts`, "await fetch('http://localhost');"],
      [`${G}/approvals/a.ts`, "import { spawn } from 'node:child_process';"],
    ],
  },
  {
    title: 'nothing makes code or a pattern from data',
    rule: rules.dataStaysData,
    broken: [
      [`${G}/catalog/a.ts`, 'eval(text);'],
      [`${G}/catalog/a.ts`, "new Function('x', text);"],
      [`${G}/catalog/a.ts`, "import { runInNewContext } from 'node:vm';"],
      [`${G}/catalog/a.ts`, 'await import(manifest.adapter);'],
      [`${G}/catalog/a.ts`, 'new RegExp(manifest.pattern);'],
    ],
  },
  {
    title: 'a room is entered by its index.ts',
    rule: layout.roomsHaveOneDoor,
    broken: [
      [`${G}/pipeline/a.ts`, "import { readCall } from '../approvals/store.ts';"],
      [`${G}/pipeline/a.ts`, "import type { CallRow } from '../approvals/store.ts';"],
    ],
  },
  {
    title: 'every room has its index.ts, and the kernel is a closed list',
    rule: layout.everyRoomHasADoor,
    broken: [
      [`${G}/novelty/a.ts`, ''],
      [`${G}/kernel/helpers.ts`, ''],
    ],
  },
  {
    title: 'console, command line and bridge speak only the contract; no package reaches into another',
    rule: layout.packagesKeepToTheirOwn,
    broken: [
      ['packages/console/src/a.tsx', "import { evaluate } from '@agentport/engine';"],
      ['packages/cli/src/a.ts', "import { openGateway } from '@agentport/gateway';"],
      ['packages/mcp-server/src/a.ts', "import { x } from '../../contract/src/routes.ts';"],
      ['packages/engine/src/a.ts', "import type { X } from '@agentport/contract';"],
    ],
  },
  {
    title: 'no export *, no default export',
    rule: layout.exportsAreNamed,
    broken: [
      [`${G}/audit/index.ts`, "export * from './audit.ts';"],
      ['packages/engine/src/a.ts', 'export default function f() {}'],
    ],
  },
  {
    title: 'the type checker is never silenced',
    rule: layout.typesAreNotSilenced,
    broken: [
      [`${G}/audit/a.ts`, 'const x = y as any;'],
      [`${G}/audit/a.ts`, `// ${'@ts'}-expect-error later\nx();`],
      [`${G}/audit/a.ts`, `// ${'biome'}-ignore lint/suspicious/noExplicitAny\nx();`],
    ],
  },
  {
    title: 'a file has at most 300 lines, a test file 400',
    rule: layout.filesStayShort,
    broken: [
      [`${G}/audit/a.ts`, 'x;\n'.repeat(301)],
      [`${G}/audit/a.test.ts`, 'x;\n'.repeat(401)],
    ],
  },
];

describe('architecture', () => {
  for (const { title, rule, broken } of ROWS) {
    test(title, () => assert.deepEqual(rule(sources), []));
    for (const [file, text] of broken) {
      test(`a breach is found: ${file} with ${JSON.stringify(text.slice(0, 60))}`, () => {
        assert.notDeepEqual(rule([sourceOf(file, text)]), []);
      });
    }
  }

  test('no two rooms and no two packages need each other', () => {
    assert.deepEqual(layout.noCycles(sources), []);
  });

  test('a circle of rooms or packages is found', () => {
    const rooms = [
      sourceOf(`${G}/audit/a.ts`, "import { x } from '../vault/index.ts';"),
      sourceOf(`${G}/vault/a.ts`, "import type { y } from '../storage/index.ts';"),
      sourceOf(`${G}/storage/a.ts`, "import { z } from '../audit/index.ts';"),
    ];
    assert.deepEqual(layout.noCycles(rooms), ['they need each other: audit -> vault -> storage -> audit']);
    const packages = [
      sourceOf('packages/engine/src/a.ts', "import { x } from '@agentport/contract';"),
      sourceOf('packages/contract/src/a.ts', "import { y } from '@agentport/engine';"),
    ];
    assert.equal(layout.noCycles(packages).length, 1);
  });

  test('every integration is data: no file in integrations/ could run', () => {
    const files = globSync('integrations/**/*.*', { cwd: ROOT });
    assert.ok(files.length > 0);
    assert.deepEqual(
      files.filter((file) => !/\.(yaml|md|json)$/.test(file)),
      [],
    );
  });

  test('the sources were read: the rules look at the real house', () => {
    assert.ok(sources.length > 300, String(sources.length));
    assert.ok(sources.some(({ path: file }) => file === `${G}/pipeline/forward.ts`));
  });
});
