import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const SKILLS = fileURLToPath(new URL('../../skills', import.meta.url));

/** One folder of `skills/` as an agent reads it. */
export interface Skill {
  readonly folder: string;
  readonly file: string;
  readonly front: Readonly<Record<string, unknown>>;
  /** the text without its fenced blocks */
  readonly prose: string;
  /** what stands between backticks in the prose */
  readonly spans: readonly string[];
  readonly blocks: readonly { readonly language: string; readonly text: string }[];
}

export function readSkills(): readonly Skill[] {
  return readdirSync(SKILLS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readSkill(name))
    .sort((a, b) => a.folder.localeCompare(b.folder));
}

function readSkill(folder: string): Skill {
  const path = join(SKILLS, folder, 'SKILL.md');
  assert.ok(existsSync(path), `${folder} has a SKILL.md`);
  const file = readFileSync(path, 'utf8');
  const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(file);
  assert.ok(parts, `${folder} begins with front matter`);
  const [, front = '', body = ''] = parts;
  const fence = /^```(\w+)\n([\s\S]*?)^```$/gm;
  const blocks = [...body.matchAll(fence)].map(([, language = '', text = '']) => ({ language, text }));
  const prose = body.replaceAll(fence, '');
  for (const line of prose.split('\n')) {
    assert.equal((line.match(/`/g) ?? []).length % 2, 0, `${folder}: a code span ends on its line: ${line}`);
  }
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return { folder, file, front: parse(front) as Skill['front'], prose, spans, blocks };
}

/** A line of a shell block: the command's words after `agentport`, and the exit code its comment promises. */
export interface Command {
  readonly argv: readonly string[];
  readonly exitCode: number;
}

export function commandsOf(skill: Skill): readonly Command[] {
  return skill.blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'))
    .map((line) => {
      const parts = /^agentport (.+?) +# ends with ([012])$/.exec(line);
      assert.ok(parts, `a command and how it ends: ${line}`);
      const words = (parts[1] ?? '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
      return {
        argv: words.map((word) => word.replace(/^(['"])(.*)\1$/, '$2')),
        exitCode: Number(parts[2]),
      };
    });
}

/** A JSON block: one `tools/call` as its client sends it. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
  readonly _meta?: Record<string, unknown>;
}

export function toolCallsOf(skill: Skill): readonly ToolCall[] {
  return skill.blocks
    .filter(({ language }) => language === 'json')
    .map(({ text }) => JSON.parse(text) as ToolCall);
}
