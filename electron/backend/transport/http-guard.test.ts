import { expect, test } from 'vitest';
import { guardHost, type GuardedRequest } from './http-guard.ts';

const guard = guardHost(4000);
const page: GuardedRequest = {
  method: 'GET',
  upgrade: false,
  host: '127.0.0.1:4000',
  origin: undefined,
  authorization: undefined,
  visitToken: undefined,
  session: guard.session,
};
const socket: GuardedRequest = { ...page, upgrade: true, origin: 'http://127.0.0.1:4000' };
const put: GuardedRequest = { ...page, method: 'PUT', origin: 'http://localhost:4000', host: 'localhost:4000' };
const codeOf = (request: GuardedRequest): string | undefined => guard.refusal(request)?.fault.code;

test('the page of this host passes with its cookie', () => {
  expect([page, socket, put].map(codeOf)).toEqual([undefined, undefined, undefined]);
});

test.each([
  'evil.example:4000',
  '127.0.0.1',
  '127.0.0.1:4001',
  '127.0.0.1:4000.evil.example',
  '0.0.0.0:4000',
  '[::1]:4000',
  '',
  undefined,
])('a request that names the host %s is refused, whatever it carries', (host) => {
  expect(codeOf({ ...page, host })).toBe('host.forbidden');
  expect(codeOf({ ...page, host, authorization: `Bearer ${guard.token}`, visitToken: guard.token })).toBe('host.forbidden');
});

test.each(['http://evil.example', 'https://127.0.0.1:4000', 'http://127.0.0.1:4001', 'http://127.0.0.1', 'null', ''])(
  'a page of the origin %s is refused, even with the cookie or the token',
  (origin) => {
    for (const request of [page, socket, put]) {
      expect(codeOf({ ...request, origin })).toBe('host.forbidden');
      expect(codeOf({ ...request, origin, authorization: `Bearer ${guard.token}` })).toBe('host.forbidden');
    }
  },
);

test('what changes something must say where it comes from, unless it carries the token', () => {
  for (const request of [{ ...socket, origin: undefined }, { ...put, origin: undefined }]) {
    expect(codeOf(request)).toBe('host.forbidden');
    expect(codeOf({ ...request, authorization: `Bearer ${guard.token}` })).toBeUndefined();
  }
});

test.each([
  ['nothing', {}],
  ['an empty cookie', { session: '' }],
  ['the token as the cookie', { session: guard.token }],
  ['another bearer', { authorization: `Bearer ${guard.token}x` }],
  ['the cookie as bearer', { authorization: `Bearer ${guard.session}` }],
  ['basic authorisation', { authorization: `Basic ${guard.token}` }],
  ['a wrong token in the address', { visitToken: 'x' }],
])('a request with %s is unauthorised', (_what, more) => {
  expect(codeOf({ ...page, session: undefined, ...more })).toBe('host.unauthorised');
});

test('token and session hold 256 bits and differ from host to host', () => {
  const other = guardHost(4000);
  const secrets = [guard.token, guard.session, other.token, other.session];
  expect(new Set(secrets).size).toBe(4);
  expect(secrets.map((secret) => Buffer.from(secret, 'base64url').length)).toEqual([32, 32, 32, 32]);
});

test('a host on port 80 is named without it', () => {
  const standard = guardHost(80);
  expect(standard.refusal({ ...page, host: 'localhost', session: standard.session })).toBeNull();
});
