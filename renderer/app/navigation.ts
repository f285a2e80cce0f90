import { useSyncExternalStore } from 'react';
import { rejectCodeSchema, rejectStateSchema, type RejectCode, type RejectState } from '#shared/reject.ts';

/** What the rejects are narrowed down to. */
export interface RejectFacet {
  readonly code: RejectCode | null;
  /** Rows with an error in this column; the empty text stands for the row as a whole. */
  readonly column: string | null;
  readonly state: RejectState | null;
  /** Rows that lack the field of this column. */
  readonly missing: string | null;
}

/** All rejects. */
export const anyReject: RejectFacet = { code: null, column: null, state: null, missing: null };

interface BackupsRoute {
  readonly screen: 'backups';
  /** The backup whose restore stands beside the list, by the path of its file. */
  readonly path: string | null;
  /** Tables of which a backup is to be made: their names in the schema of the connection, or none of them: of all; null: none is to be made. */
  readonly make: readonly string[] | null;
  /** The schedule that is changed beside the list, by its id; `new`: one is to be made; null: none is. */
  readonly schedule: string | null;
}

/**
 * Where the window is. The address after the # says it too, so that Back, Forward and a reload lead where one expects:
 * #/tables/hired_employees, #/tables/jobs/dictionary, #/rejects/RUN?code=required&column=job_id, #/runs/RUN, #/backups?path=FILE, …
 */
export type Route =
  | { readonly screen: 'tables'; readonly table: string | null }
  /** The dictionary of a table; null: a table that is to be made from a schema file. */
  | { readonly screen: 'dictionary'; readonly table: string | null }
  | { readonly screen: 'import' }
  | { readonly screen: 'rejects'; readonly runId: string | null; readonly facet: RejectFacet }
  | { readonly screen: 'runs'; readonly runId: string | null }
  | BackupsRoute
  /** `id`: the saved connection to edit; `new`: an empty form; null: the list. */
  | { readonly screen: 'connections'; readonly id: string | null }
  | { readonly screen: 'rest' }
  | { readonly screen: 'settings' };

export type Screen = Route['screen'];

/** The rejects of a run, or of the latest run that has some. */
export const rejectsRoute = (runId: string | null = null, facet: Partial<RejectFacet> = {}): Route => ({
  screen: 'rejects',
  runId,
  facet: { ...anyReject, ...facet },
});

/** The backups: the list, one of it, or a backup to be made of tables. */
export const backupsRoute = (more: Partial<Omit<BackupsRoute, 'screen'>> = {}): Route => ({
  screen: 'backups',
  path: null,
  make: null,
  schedule: null,
  ...more,
});

/** A screen as the rail opens it, with nothing chosen in it. */
export function screenRoute(screen: Screen): Route {
  switch (screen) {
    case 'tables':
    case 'dictionary':
      return { screen, table: null };
    case 'rejects':
      return rejectsRoute();
    case 'runs':
      return { screen, runId: null };
    case 'backups':
      return backupsRoute();
    case 'connections':
      return { screen, id: null };
    case 'import':
    case 'rest':
    case 'settings':
      return { screen };
  }
}

const withPart = (screen: Screen, part: string | null): string =>
  part === null ? `#/${screen}` : `#/${screen}/${encodeURIComponent(part)}`;

/** The address of a route, for an `href`. */
export function hrefOf(route: Route): string {
  switch (route.screen) {
    case 'tables':
      return withPart('tables', route.table);
    case 'dictionary':
      return `${withPart('tables', route.table ?? '')}/dictionary`;
    case 'runs':
      return withPart('runs', route.runId);
    case 'connections':
      return withPart('connections', route.id);
    case 'rejects': {
      const chosen = Object.entries(route.facet).filter((entry): entry is [string, string] => entry[1] !== null);
      const query = new URLSearchParams(chosen).toString();
      return `${withPart('rejects', route.runId)}${query === '' ? '' : `?${query}`}`;
    }
    case 'backups': {
      const { path, make, schedule } = route;
      const chosen = Object.entries({ path, schedule }).filter((entry): entry is [string, string] => entry[1] !== null);
      const asked = [...chosen, ...(make ?? []).map((table) => ['make', table])];
      // A backup to be made of no table yet is asked for, too.
      const query = new URLSearchParams(make?.length === 0 ? [...asked, ['make', '']] : asked).toString();
      return `#/backups${query === '' ? '' : `?${query}`}`;
    }
    case 'import':
    case 'rest':
    case 'settings':
      return `#/${route.screen}`;
  }
}

function decode(part: string | undefined): string | null {
  if (part === undefined || part === '') return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Reads what follows the #; anything unknown is the tables screen. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [screen, rest, last] = path.split('/', 3);
  const part = decode(rest);
  switch (screen) {
    case 'import':
    case 'rest':
    case 'settings':
      return { screen };
    case 'runs':
      return { screen, runId: part };
    case 'connections':
      return { screen, id: part };
    case 'backups': {
      const asked = new URLSearchParams(query);
      const make = asked.has('make') ? asked.getAll('make').filter((table) => table !== '') : null;
      return backupsRoute({ path: asked.get('path'), make, schedule: asked.get('schedule') });
    }
    case 'rejects': {
      const asked = new URLSearchParams(query);
      const code = rejectCodeSchema.safeParse(asked.get('code'));
      const state = rejectStateSchema.safeParse(asked.get('state'));
      return rejectsRoute(part, {
        code: code.success ? code.data : null,
        column: asked.get('column'),
        state: state.success ? state.data : null,
        missing: asked.get('missing'),
      });
    }
    case 'tables':
      return { screen: last === 'dictionary' ? 'dictionary' : 'tables', table: part };
    default:
      return { screen: 'tables', table: null };
  }
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

const currentHash = (): string => window.location.hash;

let lastHash = '';
let lastRoute = routeOf('');

/** One object per address, so that effects may depend on it. */
function currentRoute(): Route {
  const hash = currentHash();
  if (hash !== lastHash) {
    lastHash = hash;
    lastRoute = routeOf(hash);
  }
  return lastRoute;
}

/** Where the window is; the component renders anew when that changes. */
export const useRoute = (): Route => useSyncExternalStore(subscribe, currentRoute);

/** Goes to a route. `replace` leaves no entry for Back, as when a facet is changed in place. */
export function navigate(route: Route, how: { readonly replace?: boolean } = {}): void {
  const href = hrefOf(route);
  if (href === currentHash()) return;
  if (how.replace === true) window.location.replace(href);
  else window.location.hash = href;
}

/** `navigate`, always the same function. */
export const useNavigate = (): typeof navigate => navigate;
