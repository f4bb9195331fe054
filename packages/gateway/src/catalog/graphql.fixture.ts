import assert from 'node:assert/strict';
import type { Definition } from './definition.ts';
import { type ParsedManifest, parseManifest } from './parse-manifest.ts';

const READ = `query Note($note: String!) {
  note(id: $note) { id title }
}`;
const WRITE = `mutation AddNote($title: String!, $tags: [String!], $shelf: String) {
  noteCreate(input: { title: $title, tags: $tags, shelf: $shelf }) { success note { id } }
}`;

export interface Notes {
  readonly read?: string;
  readonly write?: string;
  /** replaced in the manifest's text, each once */
  readonly change?: readonly (readonly [from: string, to: string])[];
}

/** A small GraphQL service with one query and one mutation. */
export function notesSource(read = READ, write = WRITE): string {
  return `
v: 1
id: notes
title: Notes
version: 1.0.0
source: { what: Invented, where: https://notes.example, date: 2026-11-21 }
service: { base_url: https://api.notes.example/v2, reply_errors: /errors }
auth: { kind: bearer }
operations:
  get_note:
    title: Get a note
    summary: Reads one note.
    category: Notes
    risk: read
    params:
      type: object
      additionalProperties: false
      required: [note]
      properties:
        note: { type: string, maxLength: 60 }
    binding: { kind: graphql, document: ${JSON.stringify(read)} }
    approval: { templates: ['Read note {note}'] }
  add_note:
    title: Add a note
    summary: Adds a note.
    category: Notes
    risk: write
    params:
      type: object
      additionalProperties: false
      required: [title]
      properties:
        title: { type: string, maxLength: 500 }
        tags: { type: array, maxItems: 20, items: { type: string, maxLength: 50 } }
        shelf: { type: [string, 'null'], maxLength: 50 }
    binding: { kind: graphql, document: ${JSON.stringify(write)} }
    approval: { templates: ['Add note {title}'] }
    reversible: Can be deleted.
`;
}

/** The manifest read; a test may put other documents in their places, or change its text. */
export function notesManifest({ read, write, change = [] }: Notes = {}): ParsedManifest {
  let source = notesSource(read, write);
  for (const [from, to] of change) {
    assert.ok(source.includes(from), from);
    source = source.replace(from, () => to);
  }
  return parseManifest(source, 'notes/integration.yaml');
}

export function notesDefinition(): Definition {
  const parsed = notesManifest();
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.definition;
}
