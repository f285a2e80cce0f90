import type { Login } from '#shared/connection.ts';
import type { PostgresClient } from '#backend/postgres/connect.ts';
import type { CaseName } from './case-names.ts';
import type { Measured } from './measure-process.ts';
import type { ServerCpu } from './server-cpu.ts';

/** Where tables are loaded. */
export interface Place {
  readonly login: Login;
  readonly client: PostgresClient;
  readonly serverCpu: ServerCpu;
  /** The schema of all tables; needs no quotes. */
  readonly schema: string;
  /** The file that Node runs as the `sluice` command: as built, or in tests as written. */
  readonly command: string;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  /** For what a run leaves behind; removed with the server's data. */
  readonly folder: string;
}

/** One way to load a file. */
export interface Contender {
  readonly name: string;
  /** The program that must be on the PATH; null: it comes with us. */
  readonly program: string | null;
  /** At most so many rounds, of one that takes minutes. */
  readonly roundsMax?: number;
  /** What must be there before the run; does not count. */
  prepare?(place: Place): Promise<void>;
  run(place: Place): Promise<Measured>;
  /** Looks whether the run did what it should; a sentence where it did not: its figures are void then. */
  findWrong(place: Place, measured: Measured): Promise<string | null>;
}

/** What is measured side by side: the same rows into tables with the same constraints. */
export interface BenchCase {
  readonly name: CaseName;
  readonly what: string;
  /** Of the file that Sluice takes. */
  readonly rows: number;
  readonly bytes: number;
  /** Make the tables anew before each run. */
  readonly statements: (schema: string) => readonly string[];
  readonly contenders: readonly Contender[];
}
