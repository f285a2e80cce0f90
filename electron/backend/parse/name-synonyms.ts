/**
 * Words that say the same in the head of a file and in the name of a column, one group a line; the first stands for all. A word
 * of several parts is written as one. `no` is a number here, as in `Order No`.
 */
const groups: readonly (readonly string[])[] = [
  ['id', 'identifier', 'ident', 'nr', 'no', 'num', 'number', 'numero', 'nummer', 'code', 'codigo'],
  ['name', 'nombre', 'nom'],
  ['firstname', 'forename', 'givenname'],
  ['lastname', 'surname', 'familyname'],
  ['date', 'datetime', 'timestamp', 'time', 'fecha', 'datum', 'hiredat', 'hiredon', 'hiredate', 'hireddate'],
  ['birthdate', 'birthday', 'dateofbirth', 'dob'],
  ['department', 'dept', 'departamento'],
  ['job', 'jobtitle', 'puesto'],
  ['email', 'mail', 'emailaddress', 'correo'],
  ['phone', 'tel', 'telephone', 'telefono', 'phonenumber', 'phoneno'],
  ['address', 'addr', 'direccion'],
  ['zip', 'zipcode', 'postcode', 'postalcode', 'plz'],
  ['country', 'pais'],
  ['city', 'ciudad', 'town'],
  ['amount', 'amt', 'importe'],
  ['quantity', 'qty', 'cantidad'],
  ['description', 'desc', 'descripcion'],
];

const standsFor: ReadonlyMap<string, string> = new Map(
  groups.flatMap(([first = '', ...others]) => [first, ...others].map((word) => [word, first] as const)),
);

/**
 * A name in which each word is replaced by what stands for it: `Dept No`, `deptNr` and `department_id` are one. Empty for a name
 * without letters and figures.
 */
export function commonName(name: string): string {
  const words = wordsOf(name);
  const whole = words.join('');
  return standsFor.get(whole) ?? words.map((word) => standsFor.get(word) ?? word).join('');
}

/** The words of a name in whatever spelling, without case and accents. */
const wordsOf = (name: string): string[] =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([\p{Ll}\p{N}])(?=\p{Lu})/gu, '$1 ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
