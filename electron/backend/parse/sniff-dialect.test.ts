import { describe, expect, it } from 'vitest';
import { sniffDialect } from './sniff-dialect.ts';

const sniff = (text: string, choice = {}, whole = true) => sniffDialect(Buffer.from(text), whole, choice);
const delimiterOf = (text: string): string => sniff(text).delimiter;

describe('the delimiter', () => {
  it.each([
    ['a comma', '1,Anna,x\n2,Bo,y\n', ','],
    ['a semicolon', '1;Anna\n2;Bo\n', ';'],
    ['a tab', '1\tAnna\n2\tBo\n', '\t'],
    ['a pipe', '1|Anna\n2|Bo\n', '|'],
    ['a caret', '1^Anna^x\n2^Bo^y\n', '^'],
    ['the unit separator', '1\u001fAnna\n2\u001fBo\n', '\u001f'],
    ['a semicolon where commas are in numbers', '1,5;2,5\n3,0;4,25\n', ';'],
    ['a semicolon where commas are in quotes', '"Vogt, Harold";1\n"Hofer, Ty";2\n', ';'],
    ['a comma where semicolons are in a text', '1,one; two,x\n2,three; four,y\n3,five,z\n', ','],
    ['a comma in times of day', '2021-11-07T02:48:42Z,1\n2021-05-30T05:43:46Z,2\n', ','],
    ['two pipes', '1||Anna||x\n2||Bo||y\n', '||'],
    ['a comma although every second field is empty', '1,,a,,b\n2,,c,,d\n', ','],
    ['a comma where there is one column', 'Anna\nBo\n', ','],
    ['a comma where one column holds times', '09:00\n10:30\n', ','],
    ['a comma behind a quote that never closes', `1,"Anna,x\n${'2,Bo,y\n'.repeat(20)}`, ','],
    ['a comma where some rows are short', `${'1,a,b,c\n'.repeat(9)}2,a\n`, ','],
    ['a comma in a file without rows', '\n', ','],
  ])('is %s', (_, text, delimiter) => {
    expect(delimiterOf(text)).toBe(delimiter);
  });
});

describe('the quote', () => {
  it('is double, also where there is none', () => {
    expect(sniff('1,"Anna"\n').quote).toBe('"');
    expect(sniff('1,Anna\n').quote).toBe('"');
  });

  it('is single where fields are enclosed by it', () => {
    expect(sniff("1,'Anna'\n2,'Bo, or so'\n")).toMatchObject({ delimiter: ',', quote: "'", escape: "'" });
  });

  it('is not single where apostrophes stand in names', () => {
    expect(sniff("1,'t Hooft\n2,O'Neill\n3,'s Gravesande\n").quote).toBe('"');
  });

  it('is made plain by a backslash where doubling makes no sense', () => {
    expect(sniff('1,"a \\"b\\" c"\n2,"d"\n').escape).toBe('\\');
    expect(sniff('1,"a ""b"" c"\n2,"d"\n').escape).toBe('"');
    expect(sniff('1,"C:\\dir"\n2,"d"\n').escape).toBe('"');
  });
});

describe('the line end', () => {
  it.each([
    ['lf', 'a,b\nc,d\n'],
    ['crlf', 'a,b\r\nc,d\r\n'],
    ['cr', 'a,b\rc,d\r'],
    ['mixed', 'a,b\r\nc,d\n'],
    ['lf', 'a,b'],
    ['crlf', 'a,"x\ny"\r\nc,d\r\n'],
    ['lf', 'a,b\n\n\nc,d\n'],
  ])('is %s in %j', (lineEnd, text) => {
    expect(sniff(text).lineEnd).toBe(lineEnd);
  });
});

describe('what a person chose', () => {
  it('stands, and the rest is found beside it', () => {
    expect(sniff('1;a,b\n2;c,d\n', { delimiter: ';' })).toMatchObject({ delimiter: ';', quote: '"' });
    expect(sniff('1,"a\n2,"b\n', { quote: null })).toMatchObject({ delimiter: ',', quote: null, escape: null });
    expect(sniff('1,a\n', { escape: '\\', lineEnd: 'cr' })).toMatchObject({ escape: '\\', lineEnd: 'cr' });
    expect(sniff('1||a\r\n2||b\r\n', { delimiter: '||' })).toMatchObject({ delimiter: '||', lineEnd: 'crlf' });
    expect(sniff('1,«a»\n', { quote: '«' })).toMatchObject({ delimiter: ',', quote: '«', escape: '«' });
  });
});

it('a last line that the head cuts off does not count', () => {
  expect(sniff('1;a;b\n2;c;d\n3,', {}, false).delimiter).toBe(';');
});
