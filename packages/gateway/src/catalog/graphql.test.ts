import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type JsonObject, parseStrict, utf8Decode } from '@agentport/engine';
import fc from 'fast-check';
import { checkArguments } from './arguments.ts';
import { bind } from './bind.ts';
import type { Definition, Operation } from './definition.ts';
import { type Notes, notesDefinition, notesManifest, notesSource } from './graphql.fixture.ts';
import { parseGraphqlDocument } from './graphql-document.ts';

const TARGET = { base_url: 'https://api.notes.example/v2' };

function problems(notes: Notes): string {
  const parsed = notesManifest(notes);
  return parsed.ok ? '' : parsed.problems.map((problem) => problem.message).join('\n');
}

function operationOf(definition: Definition, name: string): Operation {
  return definition.operations[name] ?? assert.fail(name);
}

function sent(args: JsonObject) {
  const definition = notesDefinition();
  const operation = operationOf(definition, 'add_note');
  assert.deepEqual(checkArguments(operation, args), { ok: true, args });
  const { wire, body } = bind(definition, operation, TARGET, args);
  return { wire, text: utf8Decode(body) ?? assert.fail(), operation };
}

describe('a GraphQL operation', () => {
  it('T74 leaves as one object: the manifest’s document and name, and the arguments as variables', () => {
    const { wire, text, operation } = sent({ title: 'Milk', tags: ['home'], shelf: null });
    assert.ok(wire.kind === 'http' && operation.binding.kind === 'graphql');
    assert.deepEqual([wire.method, wire.path, wire.query], ['POST', '/v2/graphql', []]);
    assert.deepEqual(wire.headers, [
      ['accept', 'application/json'],
      ['content-type', 'application/json'],
    ]);
    assert.deepEqual(parseStrict(text), {
      operationName: 'AddNote',
      query: operation.binding.document,
      variables: { shelf: null, tags: ['home'], title: 'Milk' },
    });
    assert.ok(!text.includes('extensions'), 'no persisted-query hash');
  });

  it('T74 no argument value reaches the document or its name', () => {
    const hostile = fc.constantFrom(
      '"){ noteDelete(id:1){id} }',
      '$title',
      '}\n mutation Other { wipe }',
      '\\u0022',
    );
    const text = fc
      .oneof(fc.string({ unit: 'binary', maxLength: 40 }), hostile)
      .filter((s) => s.isWellFormed());
    const { binding } = operationOf(notesDefinition(), 'add_note');
    assert.ok(binding.kind === 'graphql');
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 3 }), (title, tags) => {
        const body = parseStrict(sent({ title, tags }).text);
        assert.deepEqual(body, {
          operationName: 'AddNote',
          query: binding.document,
          variables: { tags, title },
        });
      }),
      { numRuns: 200 },
    );
  });

  it('T74 an agent cannot bring a query, a name, extensions or a batch', () => {
    const operation = operationOf(notesDefinition(), 'get_note');
    for (const extra of ['query', 'operationName', 'extensions', 'variables', 'document'])
      assert.equal(checkArguments(operation, { note: 'a', [extra]: 'x' }).ok, false, extra);
    assert.equal(checkArguments(operation, [{ note: 'a' }, { note: 'b' }]).ok, false);
    assert.equal(checkArguments(operation, { note: { id: 'a' } }).ok, false);
  });

  it('T74 a document that could do something else than it says is refused', () => {
    const refused: readonly (readonly [document: string, why: RegExp])[] = [
      ['query Q($note: String!) { safe: note(id: $note) { id } }', /alias 'safe'/],
      ['query Q($note: String!) { note(id: $note) { mine: id } }', /alias 'mine'/],
      ['query Q($note: String!) { note(id: $note) { id } } mutation M { wipe }', /exactly one operation/],
      ['query Q($note: String!) { note(id: $note) { id } notes { id } }', /one root field/],
      ['query Q($note: String!) { note(id: $note) { ...All } } fragment All on Note { id }', /fragment/],
      ['query Q($note: String!) { note(id: $note) { ... on Note { id } } }', /fragment/],
      ['query Q($note: String!) { note(id: $note) @include(if: true) { id } }', /directive/],
      ['query Q($note: String!) { __type(name: $note) { name } }', /introspection/],
      ['query Q($note: String = "x") { note(id: $note) { id } }', /default/],
      ['subscription S($note: String!) { note(id: $note) { id } }', /begins with 'subscription'/],
      ['{ note(id: 1) { id } }', /name belongs/],
      ['query ($note: String!) { note(id: $note) { id } }', /name belongs/],
      ['query Q($note: String!) { note(id: $note) { id }', /ends too early/],
      ['query Q($note: String!) { note(id: $note) { id } # } \n }', /cannot be read/],
      ['query Q($note: String!) { note(id: """$note""") { id } }', /cannot be read/],
      ['query Q($note: String!) { note(ids: ["""] } wipe """]) { id } }', /cannot be read/],
      ['query Q($note: String!, $note: String!) { note(id: $note) { id } }', /twice/],
      [`query Q($note: String!) ${'{ note(id: $note) '.repeat(40)}`, /too deep/],
    ];
    for (const [read, why] of refused) assert.match(problems({ read }), why, read);
  });

  it('T74 a mutation is never a read, and a query never a write', () => {
    const read = 'mutation Note($note: String!) { noteTouch(id: $note) { id } }';
    assert.match(problems({ read }), /is read but 'noteTouch' is a mutation; raise the risk/);
    const write =
      'query Add($title: String!, $tags: [String!], $shelf: String) { find(title: $title, tags: $tags, shelf: $shelf) { id } }';
    assert.match(problems({ write }), /is write but 'find' is a query/);
    const deleting =
      'mutation Add($title: String!, $tags: [String!], $shelf: String) { noteDelete(id: $title, tags: $tags, shelf: $shelf) { id } }';
    assert.match(problems({ write: deleting }), /'noteDelete' deletes; say destructive/);
  });

  it('its variables are its parameters, with the same types', () => {
    const cases: readonly (readonly [read: string, why: RegExp])[] = [
      ['query Q { note(id: 1) { id } }', /does not send 'note'/],
      ['query Q($note: String!) { note(id: 1) { id } }', /never uses it/],
      ['query Q($note: String!) { note(id: $nota) { id } }', /uses '\$nota' without declaring it/],
      [
        'query Q($note: String!, $more: Int) { note(id: $note, n: $more) { id } }',
        /'more' is not a parameter/,
      ],
      ['query Q($note: Int!) { note(id: $note) { id } }', /is string here and Int in the document/],
      ['query Q($note: [String!]!) { note(id: $note) { id } }', /is no list here and one in the document/],
    ];
    for (const [read, why] of cases) assert.match(problems({ read }), why, read);
    assert.match(problems({ change: [['required: [title]', 'required: []']] }), /so it must be in required/);
    const nullable = problems({ change: [['title: { type: string,', "title: { type: [string, 'null'],"]] });
    assert.match(nullable, /may be null, which the document refuses/);
  });

  it('needs a pointer to the errors of an answer, and a fixed path', () => {
    assert.match(problems({ change: [[', reply_errors: /errors', '']] }), /needs reply_errors/);
    const source = notesSource();
    const plain = 'binding: { method: GET, path: /note, query: [note] }';
    const http = notesManifest({
      change: [
        [/ {2}add_note:[\s\S]*$/.exec(source)?.[0] ?? '', ''],
        [/binding: \{ kind: graphql.*/.exec(source)?.[0] ?? '', plain],
      ],
    });
    assert.ok(!http.ok);
    assert.match(http.problems.map((problem) => problem.message).join(), /for GraphQL operations only/);
    const path = problems({ change: [['kind: graphql,', "kind: graphql, path: '/x/{note}',"]] });
    assert.match(path, /is not a fixed path/);
  });

  it('reading a document never throws and never loops', () => {
    const piece = fc.constantFrom(
      ...'query mutation Q { } ( ) $ : ! [ ] = @ ... , name 1 -2.5 "x"'.split(' '),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 60 }).map((all) => all.join(' ')),
          fc.string(),
        ),
        (text) => {
          const parsed = parseGraphqlDocument(text);
          assert.equal(typeof parsed.ok, 'boolean');
        },
      ),
    );
  });
});
