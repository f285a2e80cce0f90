import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodeOf } from './project-node.mjs';

// What is built stands in out/. A file there tells from which sources, so that a start builds only when it must.

const SOURCES = ['electron', 'renderer', 'shared', 'electron.vite.config.ts', 'package.json', 'package-lock.json'];
const TESTS = /(^test-.*|\.test)\.tsx?$/;

/**
 * Builds the app when its sources are not those that out/ was built from.
 *
 * @param {string} root folder of the project
 * @param {string} node path of the Node to build with
 * @param {(sentence: string) => void} say tells what takes time
 * @returns {Promise<'built' | 'fresh'>} rejects with a sentence when the build fails; out/ is then as it was
 */
export async function buildWhenStale(root, node, say) {
  const fingerprint = await fingerprintSources(root);
  if ((await readBuiltFrom(join(root, 'out'))) === fingerprint) return 'fresh';
  say('Building the app.');
  await build(root, node, fingerprint);
  return 'built';
}

/**
 * A digest of path, size and time of change of every source file; tests do not count.
 *
 * @param {string} root folder of the project
 * @returns {Promise<string>}
 */
export async function fingerprintSources(root) {
  const lines = (await Promise.all(SOURCES.map((source) => describe(root, source)))).flat();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/**
 * @param {string} root
 * @param {string} path below root
 * @returns {Promise<string[]>} one line per file, in the order of the names
 */
async function describe(root, path) {
  const stats = await stat(join(root, path)).catch(() => null);
  if (stats === null) return [];
  if (!stats.isDirectory()) return [`${path} ${stats.size} ${stats.mtimeMs}`];
  const names = (await readdir(join(root, path))).filter((name) => !TESTS.test(name)).toSorted();
  return (await Promise.all(names.map((name) => describe(root, `${path}/${name}`)))).flat();
}

/** @param {string} out */
function builtFromPath(out) {
  return join(out, 'built-from');
}

/**
 * @param {string} out
 * @returns {Promise<string | null>}
 */
function readBuiltFrom(out) {
  return readFile(builtFromPath(out), 'utf8').catch(() => null);
}

/**
 * Builds beside out/ and then takes its place: an app that runs from out/ never finds it half empty, and a build that
 * fails leaves it alone.
 *
 * @param {string} root
 * @param {string} node
 * @param {string} fingerprint of the sources as they are built
 */
async function build(root, node, fingerprint) {
  const out = join(root, 'out');
  const fresh = join(root, `out.${randomUUID()}`);
  try {
    const child = spawn(
      node,
      [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'],
      { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, SLUICE_OUT: fresh } },
    );
    const exitCode = await exitCodeOf(child);
    if (exitCode !== 0) throw new Error(`The build ended with exit code ${exitCode}: its message above says why.`);
    await writeFile(builtFromPath(fresh), fingerprint);
    const stale = `${fresh}.stale`;
    if (existsSync(out)) await rename(out, stale);
    await rename(fresh, out);
    await rm(stale, { recursive: true, force: true });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
