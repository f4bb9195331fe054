import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseManifest } from './parse-manifest.ts';

const GOOD = `v: 1
id: notes
title: Notes
version: 1.0.0
source: { what: Notes API 3, where: https://notes.example/docs, date: 2026-11-21 }
service: { base_url: https://api.notes.example }
auth: { kind: bearer }
purposes: { credential_test: list_notes, lookup: [get_note] }
definitions:
  id: { type: string, pattern: '^[a-z0-9]{1,40}$' }
operations:
  list_notes:
    title: List notes
    summary: Lists notes.
    category: Notes
    risk: read
    params: { type: object, additionalProperties: false, properties: {} }
    binding: { method: GET, path: /notes }
    approval: { templates: [List notes] }
  get_note:
    title: Get a note
    summary: Reads a note.
    category: Notes
    risk: read
    params:
      type: object
      additionalProperties: false
      required: [note]
      properties:
        note: { $ref: '#/definitions/id' }
    binding: { method: GET, path: '/notes/{note}' }
    approval: { templates: ['Read {note}'] }
  pay_note:
    title: Pay for a note
    summary: Pays.
    category: Notes
    risk: financial
    params:
      type: object
      additionalProperties: false
      required: [note, amount]
      properties:
        note: { $ref: '#/definitions/id' }
        amount: { type: integer, minimum: 1 }
        owner: { $ref: '#/definitions/id' }
    binding: { method: POST, path: '/notes/{note}/pay', body: json }
    lookups:
      note:
        operation: get_note
        args: { note: '{note}' }
        facts: [{ label: Owner, pointer: /owner }]
    checks:
      - { argument: owner, equals: [{ lookup: note, pointer: /owner }], message: Somebody else owns this note. }
    approval:
      templates: ['Pay {amount:money} for {note}', 'Pay {amount} for {note}']
      fields: { amount: { format: money, currency: [{ literal: EUR }] } }
    editable: [amount]
    reversible: No.
`;

function broken(from: string, to: string): string {
  assert.ok(GOOD.includes(from), from);
  return GOOD.replace(from, () => to);
}

function lines(source: string): readonly string[] {
  const parsed = parseManifest(source, 'notes.yaml');
  const problems = parsed.ok ? parsed.warnings : parsed.problems;
  return problems.map(({ line, column, path, message }) => `${line}:${column} ${path.join('.')} ${message}`);
}

describe('reading a manifest', () => {
  it('accepts a good one without a word', () => {
    const parsed = parseManifest(GOOD, 'notes.yaml');
    assert.ok(parsed.ok, JSON.stringify(parsed));
    assert.deepEqual(parsed.warnings, []);
    assert.equal(Object.keys(parsed.definition.operations).length, 3);
    assert.match(parsed.definition.definition_sha256, /^[0-9a-f]{64}$/);
  });

  const faults: readonly (readonly [title: string, from: string, to: string, expected: RegExp])[] = [
    [
      'an unknown key',
      'title: Notes\n',
      'title: Notes\ntitel: Notes\n',
      /^4:\d+ titel 'titel' is not a key of the format; did you mean 'title'\?/,
    ],
    [
      'a key misspelt deep inside',
      'reversible: No.',
      'reversable: No.',
      /operations\.pay_note\.reversable .*did you mean 'reversible'/,
    ],
    ['invalid YAML', 'title: Notes\n', 'title: [Notes\n', /^\d+:\d+ {2}is not valid YAML/],
    [
      'a key given twice',
      'title: Notes\n',
      'title: Notes\ntitle: More\n',
      /^4:1 {2}is not valid YAML: Map keys must be unique/,
    ],
    ['another version of the format', 'v: 1\n', 'v: 2\n', /^1:4 v /],
    [
      'an operation name with __',
      '  list_notes:',
      '  list__notes:',
      /list__notes must be 2 to 41 lower-case/,
    ],
    [
      'a name of the gateway’s own tools',
      '  list_notes:',
      '  await_approval:',
      /one of the gateway's own tools/,
    ],
    [
      'a path placeholder without a parameter',
      '/notes/{note}/pay',
      '/notes/{nota}/pay',
      /binding\.path 'nota' is not a parameter; did you mean 'note'\?/,
    ],
    [
      'an optional parameter in the path',
      'required: [note, amount]',
      'required: [amount]',
      /'note' stands in the path, so it must be in required/,
    ],
    [
      'a parameter that goes nowhere',
      "'/notes/{note}/pay', body: json",
      "'/notes/{note}/pay'",
      /does not send 'amount'; put it in query/,
    ],
    [
      'a parameter that goes to two places',
      "path: '/notes/{note}/pay'",
      "query: [note], path: '/notes/{note}/pay'",
      /'note' goes to two places/,
    ],
    [
      'a body on a GET',
      "path: '/notes/{note}' }",
      "path: '/notes/{note}', body: json }",
      /a GET has no body/,
    ],
    [
      'open parameters',
      'additionalProperties: false, properties: {}',
      'additionalProperties: true, properties: {}',
      /must say additionalProperties: false/,
    ],
    ['an untyped parameter', '{ type: integer, minimum: 1 }', '{ minimum: 1 }', /amount needs a type/],
    [
      'a limit on the wrong type',
      '{ type: integer, minimum: 1 }',
      '{ type: integer, maxLength: 1 }',
      /'maxLength' says nothing about a integer/,
    ],
    [
      'a template placeholder without a parameter',
      "['Read {note}']",
      "['Read {nota}']",
      /templates\.0 'nota' is not a parameter/,
    ],
    [
      'a title that may be missing',
      "['Pay {amount:money} for {note}', 'Pay {amount} for {note}']",
      "['Pay {amount:money} to {owner}', 'Pay {amount} to {owner}']",
      /may have no title for some calls/,
    ],
    [
      'an amount that could vanish from the title',
      "'Pay {amount} for {note}'",
      "'Pay for {note}'",
      /falls back to a title without 'amount'/,
    ],
    [
      'money without a currency',
      'fields: { amount: { format: money, currency: [{ literal: EUR }] } }',
      'fields: {}',
      /does not say in which currency/,
    ],
    [
      'a financial operation without an amount',
      "['Pay {amount:money} for {note}', 'Pay {amount} for {note}']",
      "['Pay for {note}']",
      /is financial but shows no amount/,
    ],
    [
      'a read by POST',
      'binding: { method: GET, path: /notes }',
      'binding: { method: POST, path: /notes }',
      /is read but the method is POST/,
    ],
    [
      'a risky operation that runs unasked',
      'risk: financial\n',
      'risk: financial\n    default: allow\n',
      /lets a financial operation run unasked/,
    ],
    [
      'a write that says nothing of undoing',
      '    reversible: No.\n',
      '',
      /tell the approver how this can be undone/,
    ],
    ['a check that is editable', 'editable: [amount]', 'editable: [owner]', /is a check and is not sent/],
    [
      'a lookup of an unknown operation',
      'operation: get_note',
      'operation: get_notes',
      /did you mean 'get_note'\?|did you mean 'list_notes'/,
    ],
    [
      'a lookup that is no purpose',
      'lookup: [get_note]',
      'lookup: []',
      /is not listed under purposes\.lookup/,
    ],
    [
      'a purpose that writes',
      'lookup: [get_note]',
      'lookup: [get_note, pay_note]',
      /is not a read; the gateway may only read for itself/,
    ],
    [
      'a check on an unknown lookup',
      '[{ lookup: note,',
      '[{ lookup: nota,',
      /names no lookup 'nota'; did you mean 'note'\?/,
    ],
    ['plain http', 'base_url: https://api', 'base_url: http://api', /must be https/],
    [
      'a header of the gateway',
      'base_url: https://api.notes.example }',
      'base_url: https://api.notes.example, headers: { cookie: a } }',
      /'cookie' belongs to the gateway/,
    ],
    [
      'T57 a header value with a line end',
      'base_url: https://api.notes.example }',
      'base_url: https://api.notes.example, headers: { x-v: "a\\r\\nb" } }',
      /printable ASCII on one line/,
    ],
    ['T72 a pattern that could run away', "'^[a-z0-9]{1,40}$'", "'^(a+)+$'", /is not a safe pattern/],
    [
      'T71 a reference out of the file',
      "note: { $ref: '#/definitions/id' }",
      "note: { $ref: 'https://evil.example/id.json' }",
      /has a \$ref that is not local/,
    ],
    [
      'a reference that leads nowhere',
      "note: { $ref: '#/definitions/id' }",
      "note: { $ref: '#/definitions/ids' }",
      /refers to 'ids', which definitions does not have/,
    ],
    [
      'T71 references in a circle',
      "id: { type: string, pattern: '^[a-z0-9]{1,40}$' }",
      "id: { $ref: '#/definitions/id' }",
      /may lead in a circle/,
    ],
    ['a YAML alias', 'title: Notes\n', 'title: &t Notes\nsummary: *t\n', /has a YAML alias/],
    [
      'T20 a parameter named __proto__',
      'amount: { type: integer, minimum: 1 }',
      'amount: { type: integer, minimum: 1 }\n        __proto__: { type: string }',
      /__proto__/,
    ],
    [
      'T56 a method override',
      'amount: { type: integer, minimum: 1 }',
      'amount: { type: integer, minimum: 1 }\n        _method: { type: string }',
      /_method/,
    ],
  ];
  for (const [title, from, to, expected] of faults) {
    it(`${title.startsWith('T') ? title : `names ${title}`}, with place and remedy`, () => {
      const found = lines(broken(from, to));
      assert.ok(
        found.some((line) => expected.test(line)),
        found.join('\n') || 'no problem found',
      );
    });
  }

  it('points at the line that is wrong', () => {
    const source = broken("path: '/notes/{note}/pay'", "path: 'notes'");
    const at = source.split('\n').findIndex((line) => line.includes("path: 'notes'")) + 1;
    assert.match(lines(source).join('\n'), new RegExp(`^${at}:\\d+ operations\\.pay_note\\.binding\\.path`));
  });

  it('T71 definitions that double each other are cut off', () => {
    const doubling = Array.from({ length: 30 }, (_, index) => {
      const next = `{ $ref: '#/definitions/d${index + 1}' }`;
      return `  d${index}: { type: object, additionalProperties: false, properties: { a: ${next}, b: ${next} } }`;
    });
    const source = broken(
      'definitions:\n',
      `definitions:\n${doubling.join('\n')}\n  d30: { type: string }\n`,
    );
    const used = source.replace("note: { $ref: '#/definitions/id' }", "note: { $ref: '#/definitions/d0' }");
    assert.match(lines(used).join('\n'), /grows too large/);
  });

  it('T13 any change of meaning is another digest, a comment is not', () => {
    const digest = (source: string) => {
      const parsed = parseManifest(source, 'x');
      return parsed.ok ? parsed.definition.definition_sha256 : assert.fail(JSON.stringify(parsed.problems));
    };
    assert.equal(digest(`# a comment\n${GOOD}`), digest(GOOD));
    for (const [from, to] of [
      ['https://api.notes.example', 'https://evil.example'],
      ["'/notes/{note}/pay'", "'/notes/{note}/steal'"],
      ['pointer: /owner }], message', 'pointer: /id }], message'],
      ['risk: financial', 'risk: write'],
    ] as const) {
      assert.notEqual(digest(broken(from, to)), digest(GOOD), to);
    }
  });

  it('gives data nobody can change afterwards', () => {
    const parsed = parseManifest(GOOD, 'x');
    assert.ok(parsed.ok);
    const stack: unknown[] = [parsed.definition];
    for (let seen = 0; stack.length > 0 && seen < 10_000; seen += 1) {
      const value = stack.pop();
      if (typeof value !== 'object' || value === null) continue;
      assert.ok(Object.isFrozen(value));
      stack.push(...Object.values(value));
    }
  });

  it('loading runs no code: YAML tags and merge keys are plain errors or data', () => {
    for (const text of [
      '!!js/function "function(){}"',
      '!!python/object:os.system x',
      '!include /etc/passwd',
    ]) {
      assert.equal(parseManifest(broken('title: Notes\n', `title: ${text}\n`), 'x').ok, false);
    }
  });

  it('refuses a manifest beyond half a megabyte before reading it', () => {
    assert.match(lines(`${GOOD}# ${'x'.repeat(600_000)}`)[0] ?? '', /is larger than/);
  });
});
