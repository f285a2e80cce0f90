/** Joins the class names that are there: `cx('a', on && 'b', undefined)`. */
export const cx = (...names: readonly (string | false | null | undefined)[]): string =>
  names.filter((name) => typeof name === 'string' && name !== '').join(' ');
