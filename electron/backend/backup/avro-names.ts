/** A name of AVRO (Apache Avro 1.12 specification, Names). */
const plain = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name with `_` in the place of what AVRO does not allow. */
export function avroName(name: string): string {
  if (plain.test(name)) return name;
  const changed = name.replace(/[^A-Za-z0-9_]/gu, '_');
  return /^[0-9]|^$/.test(changed) ? `_${changed}` : changed;
}

/** The names of AVRO for different names, as different ones: those that can stay do; where two would be the same, one gets a number. */
export function avroNames(names: readonly string[]): string[] {
  const taken = new Set(names.filter((name) => plain.test(name)));
  return names.map((name) => (plain.test(name) ? name : freeName(avroName(name), taken)));
}

/** The name, with a number if it is taken; takes it. */
export function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}_${number}`;
  taken.add(free);
  return free;
}
