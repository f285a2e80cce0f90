import { fault } from '#shared/fault.ts';

/** Work on the same thing, one after the other. What goes on for long does not let others wait: it turns them away. */
export class OneAtATime {
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #long = new Set<string>();

  /** Runs work when what was asked before has ended. Faults: rejects.busy. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.#long.has(name)) throw fault('rejects.busy');
    const turn = Promise.allSettled([this.#turns.get(name)]).then(work);
    this.#turns.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(name) === turn) this.#turns.delete(name);
    }
  }

  /** Says that what is under way goes on for long, until `until` settles. */
  turnAway(name: string, until: Promise<unknown>): void {
    this.#long.add(name);
    const end = (): void => void this.#long.delete(name);
    until.then(end, end);
  }
}
