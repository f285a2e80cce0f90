import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { findBrowser } from '../scripts/find-browser.mjs';

/** How to launch the browser that the specs run in; as Playwright's launch options take it. */
export interface Browser {
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const cache = resolve(import.meta.dirname, '..', 'node_modules', '.cache', 'sluice');

const ARGS = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * The browser for the specs: the one that E2E_BROWSER names, else one that is installed, else the headless Chromium of
 * the npm package, which needs nothing of the system but its C library. E2E_NPM_BROWSER=1 asks for that one.
 */
export async function chooseBrowser(): Promise<Browser> {
  const env = environment();
  const asked = env['E2E_BROWSER'];
  const installed = asked ?? (env['E2E_NPM_BROWSER'] === '1' ? null : findBrowser(env));
  return installed === null ? unpackBrowser(env) : { executablePath: installed, args: ARGS, env };
}

/** Unpacks the browser of the npm package once (about 2 s, 200 MB below node_modules/.cache). */
async function unpackBrowser(env: Readonly<Record<string, string>>): Promise<Browser> {
  const { version, bin } = packedBrowser();
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) await unpackInto(folder, bin);
  const executablePath = join(folder, 'chromium');
  // Only on a system that lacks them: a newer library of the system would be shadowed.
  const libraries = lacksLibraries(executablePath) ? { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') } : {};
  return { executablePath, args: ARGS, env: { ...env, FONTCONFIG_FILE: join(folder, 'fonts.conf'), ...libraries } };
}

function packedBrowser(): { readonly version: string; readonly bin: string } {
  const require = createRequire(import.meta.url);
  const folder = resolve(dirname(require.resolve('@sparticuz/chromium')), '..');
  const { version } = require(join(folder, 'package.json')) as { readonly version: string };
  return { version, bin: join(folder, 'bin') };
}

/** Unpacks beside the folder and renames at the end, so that a run that is cut short leaves no half browser. */
async function unpackInto(folder: string, bin: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'unpacking-'));
  const temporary = process.env['TMPDIR'];
  try {
    // The package unpacks into the temporary folder of the system, whatever is there already.
    process.env['TMPDIR'] = fresh;
    const { default: chromium, inflate } = await import('@sparticuz/chromium');
    await chromium.executablePath();
    await inflate(join(bin, 'al2023.tar.br'));
    await writeFile(join(fresh, 'fonts.conf'), fontsConfiguration(folder));
    await rename(fresh, folder).catch((error: unknown) => {
      // Another worker was first: what it has unpacked is the same.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Without a configuration that finds fonts, Chromium shows pages without any text. */
function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts', 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

function lacksLibraries(executablePath: string): boolean {
  const { stdout } = spawnSync('ldd', [executablePath], { encoding: 'utf8' });
  return (stdout ?? '').includes('not found');
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
