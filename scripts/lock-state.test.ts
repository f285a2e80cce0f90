import { expect, test } from 'vitest';
import { findStalePackages, type LockedPackages } from './lock-state.mjs';

const LINUX = { platform: 'linux', arch: 'x64' };

const LOCKED: LockedPackages = {
  '': { version: '1.0.0' },
  'node_modules/pg': { version: '8.0.0', integrity: 'sha512-pg' },
  'node_modules/binding-linux': {
    version: '1.0.0',
    integrity: 'sha512-l',
    optional: true,
    os: ['linux'],
    cpu: ['x64'],
  },
  'node_modules/binding-mac': {
    version: '1.0.0',
    integrity: 'sha512-m',
    optional: true,
    os: ['darwin'],
    cpu: ['arm64'],
  },
  'node_modules/not-windows': { version: '1.0.0', integrity: 'sha512-n', optional: true, os: ['!win32'] },
  'node_modules/musl': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
  'node_modules/of-an-optional-one': { version: '1.0.0', optional: true },
};

const INSTALLED: LockedPackages = {
  'node_modules/pg': { version: '8.0.0', integrity: 'sha512-pg' },
  'node_modules/binding-linux': { version: '1.0.0', integrity: 'sha512-l' },
  'node_modules/not-windows': { version: '1.0.0', integrity: 'sha512-n' },
};

test('nothing is stale when all that this machine wants is installed', () => {
  expect(findStalePackages(LOCKED, INSTALLED, LINUX)).toEqual([]);
});

test('what this machine wants is told by its name and its processor', () => {
  expect(findStalePackages(LOCKED, {}, LINUX)).toEqual([
    'node_modules/pg',
    'node_modules/binding-linux',
    'node_modules/not-windows',
  ]);
  expect(findStalePackages(LOCKED, {}, { platform: 'win32', arch: 'x64' })).toEqual(['node_modules/pg']);
});

test('another version is stale, and so is the same version with other contents', () => {
  const version = { ...INSTALLED, 'node_modules/pg': { version: '8.0.1', integrity: 'sha512-pg' } };
  expect(findStalePackages(LOCKED, version, LINUX)).toEqual(['node_modules/pg']);
  const contents = { ...INSTALLED, 'node_modules/pg': { version: '8.0.0', integrity: 'sha512-other' } };
  expect(findStalePackages(LOCKED, contents, LINUX)).toEqual(['node_modules/pg']);
});
