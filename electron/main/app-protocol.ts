import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { CustomScheme } from 'electron';
import { pageHeaders } from '#shared/page-headers.ts';

/** Address of the page. A scheme of our own, because file:// pages may read every file there is. */
export const PAGE_ORIGIN = 'sluice://app';

/** To be registered before the app is ready: a scheme with an origin, treated as secure. */
export const appScheme: CustomScheme = {
  scheme: 'sluice',
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** The file that an address names; null when it is none of the page's. */
function fileOf(folder: string, address: string): string | null {
  const url = new URL(address);
  if (`${url.protocol}//${url.host}` !== PAGE_ORIGIN) return null;
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  const root = normalize(folder + sep);
  const file = join(root, path === '/' ? 'index.html' : path);
  const isInside = file.startsWith(root) && !path.includes('\0') && !path.includes('\\');
  return isInside && extname(file) in types ? file : null;
}

const refuse = (status: number): Response => new Response(null, { status, headers: pageHeaders });

/** Makes what answers requests for the page's files, from one folder and nowhere else. */
export const serveFolder =
  (folder: string) =>
  async (request: Request): Promise<Response> => {
    if (request.method !== 'GET') return refuse(405);
    const file = fileOf(folder, request.url);
    if (file === null) return refuse(404);
    try {
      const bytes = await readFile(file);
      return new Response(bytes, { headers: { ...pageHeaders, 'content-type': types[extname(file)] ?? '' } });
    } catch {
      return refuse(404);
    }
  };
