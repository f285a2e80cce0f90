import type { History } from '#backend/history/open-history.ts';
import type { Jobs } from '#backend/job/jobs.ts';
import type { Log } from '#backend/log/open-log.ts';
import type { AppInfo } from '#shared/contract/app.ts';
import type { Changes } from './changes.ts';
import type { JudgeSessions } from './judge-sessions.ts';
import type { Logins } from './logins.ts';

/** What the handlers of the calls work with; composed in backend.ts. */
export interface Rooms {
  readonly info: AppInfo;
  readonly history: History;
  readonly jobs: Jobs;
  readonly logins: Logins;
  readonly judgeSessions: JudgeSessions;
  readonly changes: Changes;
  readonly log: Log;
  /** Folder of the files that replays are made of while they are on. */
  readonly replayFolder: string;
  /** Folder of the uploads; each lies there under its id. */
  readonly uploadFolder: string;
  /** Whether a window may name files of this machine: in Electron, and in the command line, but not over HTTP. */
  readonly allowPaths: boolean;
  /** How long a call waits for work that can go on as a job. */
  readonly answerMs: number;
  /** The clock that schedules go by. */
  readonly now: () => Date;
  /** The door that runs of this process come in by. */
  readonly door: 'import' | 'cli';
}
