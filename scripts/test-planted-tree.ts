import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

const SETTINGS = ['package.json', 'tsconfig.json', 'tsconfig', '.oxlintrc.json', 'scripts/lint-resolver.mjs'];

/** A folder with the project's settings and packages, and with the files that a test plants. */
export interface PlantedTree {
  readonly folder: string;
  /** Runs a tool of the project there, and returns all that it says. */
  run(script: string, args: readonly string[]): string;
  remove(): void;
}

/**
 * Plants files below a temporary folder.
 *
 * @param files text by path
 */
export function plantTree(files: Readonly<Record<string, string>>): PlantedTree {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-planted-'));
  for (const path of SETTINGS) cpSync(join(root, path), join(folder, path), { recursive: true });
  linkPackages(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return {
    folder,
    run: (script, args) => {
      const command = [join(root, 'node_modules', script), ...args];
      const { stdout, stderr } = spawnSync(process.execPath, command, {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      });
      return stdout + stderr;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Every package by a link of its own: a link to the whole folder would share its caches with the project. */
function linkPackages(folder: string): void {
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
}

/** What oxlint says of a place. */
export interface Diagnostic {
  /** Such as `eslint(max-lines)`. */
  readonly code: string;
  /** Below the tree. */
  readonly filename: string;
  /** Lines are 1-based. */
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

/** Lints a planted tree with the project's rules. */
export function lintTree(tree: PlantedTree): readonly Diagnostic[] {
  const output = tree.run('oxlint/bin/oxlint', ['-f', 'json']);
  return (JSON.parse(output) as { readonly diagnostics: readonly Diagnostic[] }).diagnostics;
}
