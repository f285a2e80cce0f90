import { faultOf } from '../../client/fault-of.ts';

const PAUSE_MS = 100;
const TRIES_MAX = 100;

/**
 * Does something to the rejects of a run as soon as nothing else is done to them: a fix of many rows and an edit may come
 * close after one another. Faults: as `act`; rejects.busy only after ten seconds.
 */
export async function whenFree<T>(act: () => Promise<T>, tries = TRIES_MAX): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (tries <= 1 || faultOf(error).code !== 'rejects.busy') throw error;
    await new Promise((resolve) => {
      setTimeout(resolve, PAUSE_MS);
    });
    return whenFree(act, tries - 1);
  }
}
