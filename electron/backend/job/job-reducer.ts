import type { JobState } from '#shared/job.ts';

/** What can happen to a job. */
export type JobEvent = 'plan' | 'run' | 'finish' | 'succeed' | 'fail' | 'cancel' | 'cancelled';

const steps: Readonly<Record<JobState, Partial<Readonly<Record<JobEvent, JobState>>>>> = {
  queued: { plan: 'planning', cancel: 'cancelling', fail: 'failed', succeed: 'succeeded', cancelled: 'cancelled' },
  planning: { run: 'running', cancel: 'cancelling', fail: 'failed', succeed: 'succeeded', cancelled: 'cancelled' },
  running: { plan: 'planning', finish: 'finishing', cancel: 'cancelling', fail: 'failed', succeed: 'succeeded', cancelled: 'cancelled' },
  finishing: { plan: 'planning', run: 'running', cancel: 'cancelling', fail: 'failed', succeed: 'succeeded', cancelled: 'cancelled' },
  // What was past the point of no return when Cancel was pressed still ends as what it became.
  cancelling: { cancelled: 'cancelled', fail: 'failed', succeed: 'succeeded' },
  succeeded: {},
  failed: {},
  cancelled: {},
};

/**
 * The state after an event. queued → planning → running → finishing → succeeded | failed; a job of several files goes back
 * to planning for the next; cancelling → cancelled. An event that does not apply changes nothing: an end is final.
 */
export const nextState = (state: JobState, event: JobEvent): JobState => steps[state][event] ?? state;
