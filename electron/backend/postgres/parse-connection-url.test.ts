import fc from 'fast-check';
import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { ServerAddress } from '#shared/connection.ts';
import { isFault } from '#shared/fault.ts';
import { formatConnectionUrl, parseConnectionUrl } from './parse-connection-url.ts';

const address = (url: string): ServerAddress => parseConnectionUrl(url).address;

function reasonOf(url: string): string {
  try {
    parseConnectionUrl(url);
  } catch (error) {
    if (isFault(error) && error.fault.code === 'connection.url') return error.fault.sentence;
    throw error;
  }
  throw new Error('It was read.');
}

test('a full URL is read into its parts', () => {
  expect(
    parseConnectionUrl('postgresql://ann:pw@db.example:6432/shop?sslmode=verify-full&sslrootcert=/etc/ca.pem'),
  ).toEqual({
    address: {
      host: 'db.example',
      port: 6432,
      database: 'shop',
      user: 'ann',
      schema: 'public',
      tls: 'verify-full',
      caFile: '/etc/ca.pem',
    },
    password: 'pw',
  });
});

test('what is left out is as with libpq', () => {
  const { username } = userInfo();
  expect(parseConnectionUrl('postgres://')).toMatchObject({
    address: { host: 'localhost', port: 5432, database: username, user: username, tls: 'disable' },
    password: null,
  });
  expect(address('postgres://ann@db.example')).toMatchObject({ database: 'ann', user: 'ann', port: 5432 });
  expect(address('  postgres:///shop?host=/run/pg&port=6000&user=ann\n')).toMatchObject({
    host: '/run/pg',
    port: 6000,
    user: 'ann',
    database: 'shop',
  });
});

test('percent signs, at signs and colons in names and passwords are read', () => {
  expect(parseConnectionUrl('postgres://a%40b:p%2Fw%3a%25@h/d%20b')).toMatchObject({
    address: { user: 'a@b', database: 'd b' },
    password: 'p/w:%',
  });
  // Not how it should be written, but how it is pasted.
  expect(parseConnectionUrl('postgres://ann:p@ss:word@h/d')).toMatchObject({
    address: { user: 'ann', host: 'h' },
    password: 'p@ss:word',
  });
  expect(parseConnectionUrl('postgres://ann:@h/d').password).toBe('');
});

test('a socket folder and an IPv6 address are hosts', () => {
  expect(address('postgres://u@%2Fvar%2Frun/d').host).toBe('/var/run');
  expect(address('postgres://u@[fe80::1]:6000/d')).toMatchObject({ host: 'fe80::1', port: 6000 });
});

test.each([
  ['h', '', 'require'],
  ['h', 'sslmode=prefer', 'require'],
  ['h', 'sslmode=allow', 'require'],
  ['h', 'ssl=true', 'require'],
  ['localhost', '', 'disable'],
  ['127.0.0.2', 'sslmode=prefer', 'disable'],
  ['[::1]', '', 'disable'],
  ['localhost', 'sslmode=require', 'require'],
  ['h', 'sslmode=disable', 'disable'],
  ['h', 'sslmode=require&sslrootcert=ca.pem', 'verify-ca'],
  ['localhost', 'sslrootcert=ca.pem', 'verify-ca'],
  ['h', 'sslmode=verify-full&sslrootcert=system', 'verify-full'],
])('TLS at %s with %j is %s: never plain text by itself', (host, query, tls) => {
  expect(address(`postgres://u@${host}/d?${query}`).tls).toBe(tls);
});

test('"system" is no file', () => {
  expect(address('postgres://u@h/d?sslmode=verify-full&sslrootcert=system').caFile).toBeNull();
});

test('parameters that make no difference are passed over', () => {
  expect(address('postgres://u@h/d?application_name=x&connect_timeout=3&channel_binding=require&&')).toEqual(
    address('postgres://u@h/d'),
  );
});

describe('nonsense', () => {
  test.each([
    ['mysql://h/d', 'it does not begin with postgres://'],
    ['', 'it does not begin with postgres://'],
    ['postgres://u@h:x/d', 'its port is not a number from 1 to 65535'],
    ['postgres://u@h:65536/d', 'its port is not a number from 1 to 65535'],
    ['postgres://u@h/d?port=0', 'its port is not a number from 1 to 65535'],
    ['postgres://u@h/%zz', 'a percent sign in it is not followed by two hexadecimal digits'],
    ['postgres://u@a,b/d', 'it names several hosts'],
    ['postgres://u@h/d?sslmode=on', 'its sslmode is none of disable, require, verify-ca, verify-full'],
    ['postgres://u@h/d?sslcert=me.pem', 'Sluice cannot do what its parameter sslcert asks for'],
    ['postgres://u@h/d?colour=red', 'it has a parameter that is not known'],
  ])('%j is a fault that says why', (url, reason) => {
    expect(reasonOf(url)).toBe(`This is not a Postgres address: ${reason}.`);
  });

  test('never gives a piece of a password away', () => {
    for (const url of [
      'postgres://u:secret/x@h/d',
      'postgres://u:x?secret=1@h/d',
      'postgres://u:secret%@h/d',
      'pg://u:secret@h',
    ]) {
      expect(reasonOf(url)).not.toContain('secret');
    }
  });
});

test('every address is written so that it is read back the same', () => {
  const text = fc.string({ minLength: 1, unit: 'binary' }).filter((some) => some.isWellFormed());
  const host = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV6(),
    text.map((some) => `/${some.replaceAll(',', '')}`),
  );
  const any: fc.Arbitrary<ServerAddress> = fc.record({
    host,
    port: fc.integer({ min: 1, max: 65_535 }),
    database: text,
    user: text,
    schema: text,
    tls: fc.constantFrom('disable', 'require', 'verify-ca', 'verify-full'),
    caFile: fc.constant(null),
  });
  fc.assert(
    fc.property(any, (some) => {
      expect(parseConnectionUrl(formatConnectionUrl(some))).toEqual({ address: some, password: null });
    }),
  );
  const withFile = { ...address('postgres://u@h/d?sslmode=verify-ca'), caFile: '/a b/ca&1.pem' };
  expect(address(formatConnectionUrl(withFile))).toEqual(withFile);
});
