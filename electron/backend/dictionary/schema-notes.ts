/** Collects what a schema says and a dictionary cannot hold; what is alike of several columns becomes one sentence. */
export class SchemaNotes {
  readonly #sentences: string[] = [];
  readonly #left = new Map<
    string,
    { readonly what: string; readonly reason: string | null; readonly columns: string[] }
  >();

  add(sentence: string): void {
    if (!this.#sentences.includes(sentence)) this.#sentences.push(sentence);
  }

  /** A property of a field, or, with `column` null, of the schema itself. */
  leaveOut(property: string, column: string | null, reason: string | null = null): void {
    const key = JSON.stringify([property, reason, column === null]);
    const known = this.#left.get(key);
    if (known === undefined) {
      this.#left.set(key, { what: property, reason, columns: column === null ? [] : [column] });
    } else if (column !== null && !known.columns.includes(column)) known.columns.push(column);
  }

  sentences(): string[] {
    const left = [...this.#left.values()].map(({ what, reason, columns }) => {
      const of = columns.length === 0 ? '' : ` of ${namesOf(columns)}`;
      return `${what}${of}: ${reason ?? 'a dictionary has no place for it; it was left out'}.`;
    });
    return [...this.#sentences, ...left];
  }
}

const NAMES_MAX = 6;

/** Column names in a sentence. */
const namesOf = (columns: readonly string[]): string =>
  columns.length > NAMES_MAX
    ? `${columns.slice(0, NAMES_MAX - 1).join(', ')} and ${columns.length - NAMES_MAX + 1} more`
    : columns.join(', ');
