import { describe, expect, it } from 'vitest';
import { exitCodeOf, isFault } from '#shared/fault.ts';
import { parseArguments, type Request } from './options.ts';

const parse = (line: string): Request => parseArguments(line.split(' ').filter(Boolean), '1.2.3');
const refusal = (line: string): { readonly sentence: string; readonly exit: number } => {
  try {
    parse(line);
  } catch (error) {
    if (isFault(error)) return { sentence: error.fault.sentence, exit: exitCodeOf(error.fault.code) };
  }
  throw new Error(`${line} was accepted`);
};

describe('the command line', () => {
  it('reads a load with its defaults', () => {
    expect(parse('load a.csv b.csv --to embedded')).toEqual({
      command: 'load',
      home: null,
      load: {
        files: ['a.csv', 'b.csv'],
        to: 'embedded',
        table: null,
        create: false,
        guess: false,
        dictionary: null,
        map: [],
        set: [],
        dialect: {},
        options: {
          mode: 'insert',
          update: null,
          allOrNothing: false,
          maxRejects: null,
          ask: false,
          transaction: 'each',
        },
        dryRun: false,
        rejects: null,
        report: null,
        json: false,
      },
    });
  });

  it('reads how a file is to be read', () => {
    const request = parse(
      'load a.csv --to x --format csv --encoding shift_jis --delimiter \\t --quote none --comment # --skip 2 --header-lines 2 ' +
        '--null NA --null - --decimal , --thousands . --dates dmy --true ja --false nein --sheet Two --field a.b',
    );
    expect(request).toMatchObject({
      load: {
        dialect: {
          format: 'csv',
          encoding: 'shift_jis',
          delimiter: '\t',
          quote: null,
          comment: '#',
          skipLines: 2,
          header: true,
          headerLines: 2,
          nullMarker: 'NA',
          moreNullMarkers: ['-'],
          decimal: ',',
          thousands: '.',
          dateOrder: 'dmy',
          trueWords: ['ja'],
          falseWords: ['nein'],
          sheet: 'Two',
          fields: ['a.b'],
        },
      },
    });
  });

  it('reads what fills a column; the text may hold anything', () => {
    const args = [
      'load',
      'a.csv',
      '--to',
      'x',
      '--map',
      'id=Key',
      '--map',
      'name=2',
      '--set',
      'note=a = b',
      '--set',
      'x=',
    ];
    expect(parseArguments(args, '1.2.3')).toMatchObject({
      load: {
        map: [
          { column: 'id', value: 'Key' },
          { column: 'name', value: '2' },
        ],
        set: [
          { column: 'note', value: 'a = b' },
          { column: 'x', value: '' },
        ],
      },
    });
  });

  it('reads how rows meet those that are there, and how files go in', () => {
    const request = parse('load a.csv b.csv --to x --mode upsert --update a,b --one-transaction');
    expect(request).toMatchObject({ load: { options: { mode: 'upsert', update: ['a', 'b'], transaction: 'batch' } } });
  });

  it('reads every option of a load', () => {
    const request = parse(
      '--home /d load a.csv --to x --table s.t --mode skip --all-or-nothing --max-rejects 2.5% --dry-run --header no ' +
        '--rejects r.csv --report r.json --json',
    );
    expect(request).toMatchObject({
      home: '/d',
      load: {
        table: { schema: 's', table: 't' },
        dialect: { header: false },
        dryRun: true,
        rejects: 'r.csv',
        report: 'r.json',
        json: true,
        options: { mode: 'skip', allOrNothing: true, maxRejects: { unit: 'percent', value: 2.5 } },
      },
    });
  });

  it.each([
    ['', 'No command was given.'],
    ['load --to x', "Missing required argument 'file'."],
    ['load a.csv', 'Say where the rows go, by --to or by --connection.'],
    ['load a.csv --to x --connection y', 'Say where the rows go, by --to or by --connection.'],
    ['load a.csv --to x --mode merge', "Option '--mode <mode>' argument 'merge' is invalid."],
    ['load a.csv --to x --update a', '--update goes with --mode upsert.'],
    ['load a.csv --to x --mode upsert --update a,,b', 'Give names of columns with commas between them.'],
    ['load a.csv --to x --max-rejects many', 'Give a number of rows, or a percentage like 2%.'],
    ['load a.csv --to x --max-rejects 101%', 'Give a number of rows'],
    ['load a.csv --to x --table .', 'Write table or schema.table'],
    ['load a.csv --to x --table s.', 'Write table or schema.table'],
    ['load a.csv --to x --map id', 'Write column=field, or column=text.'],
    ['load a.csv --to x --set =1', 'Write column=field, or column=text.'],
    ['load a.csv --to x --nope', "Unknown option '--nope'"],
    ['serve --port 70000', 'A port is at most 65535.'],
    ['fly', "Unknown command 'fly'."],
  ])('refuses "%s" as wrong use, with exit code 2', (line, words) => {
    const { sentence, exit } = refusal(line);
    expect(sentence).toContain(words);
    expect(exit).toBe(2);
  });

  it.each([
    ['t', '', 't'],
    ['Odd Täble', '', 'Odd Täble'],
    ['My "odd" one', '', 'My "odd" one'],
    ['s.t', 's', 't'],
    ['"s.x"."t.""y"', 's.x', 't."y'],
    ['s."t.y"', 's', 't.y'],
    ['"t"', '', 't'],
  ])('reads the table %s', (text, schema, table) => {
    const request = parseArguments(['load', 'a.csv', '--to', 'x', '--table', text], '1.2.3');
    expect(request).toMatchObject({ load: { table: { schema, table } } });
  });

  it.each([
    ['--to', ' ', 'Give a Postgres URL'],
    ['--delimiter', '', 'Give 1 to 8 characters'],
    ['--delimiter', '123456789', 'Give 1 to 8 characters'],
    ['--delimiter', '\n', 'Give 1 to 8 characters'],
  ])('refuses %s "%s"', (option, text, words) => {
    expect(() => parseArguments(['load', 'a.csv', '--to', 'x', option, text], '1.2.3')).toThrow(words);
  });

  it('reads a tab as it is written', () => {
    const request = parseArguments(['load', 'a.csv', '--to', 'x', '--delimiter', '\\t'], '1.2.3');
    expect(request).toMatchObject({ load: { dialect: { delimiter: '\t' } } });
    expect(parse('load a.csv --to x --quote none')).toMatchObject({ load: { dialect: { quote: null } } });
    expect(parse('load a.csv --to x --quote ~')).toMatchObject({ load: { dialect: { quote: '~' } } });
    expect(refusal('load a.csv --to x --quote two').sentence).toContain('Give one character, or none.');
  });

  it('refuses a table without a name', () => {
    expect(() => parseArguments(['load', 'a.csv', '--to', 'x', '--table', ''], '1.2.3')).toThrow('Write table');
  });

  it('reads runs and serve', () => {
    expect(parse('runs --json --limit 5')).toEqual({ command: 'runs', home: null, json: true, limit: 5 });
    const serve = { to: null, port: 0, ingest: null };
    expect(parse('serve --port 0')).toEqual({ command: 'serve', home: null, serve });
    const ingest = { port: 8080, host: '127.0.0.1', certificate: null, certificateKey: null };
    expect(parse('serve --to embedded --ingest-port 8080')).toEqual({
      command: 'serve',
      home: null,
      serve: { to: 'embedded', port: 0, ingest },
    });
    expect(() => parse('serve --ingest-port 8080')).toThrow(/needs --to/);
  });

  it('reads what a key is to be', () => {
    expect(parse('key add ana --table jobs departments --rate 5 --expires 2027-01-31')).toMatchObject({
      command: 'key',
      key: {
        act: 'add',
        draft: { name: 'ana', tables: ['jobs', 'departments'], requestRate: 5, expiresAt: '2027-01-31T00:00:00.000Z' },
      },
    });
    expect(parse('key revoke ana')).toMatchObject({ command: 'key', key: { act: 'revoke', name: 'ana', json: false } });
    expect(() => parse('key add ana --rate 0')).toThrow(/whole number from 1/);
  });
});
