import { expect, test } from 'vitest';
import { connectionDraftSchema, type Connection } from '#shared/connection.ts';
import { faultCodes } from '#shared/fault.ts';
import {
  changeField,
  draftOf,
  emptyFields,
  fieldErrors,
  fieldOfFault,
  fieldsOf,
  withAddress,
  withoutPassword,
} from './connection-fields.ts';

const filled = { ...emptyFields, host: 'db2.internal', database: 'hr_warehouse', user: 'loader' };

test('filled fields make a draft that the contract takes, named after its database', () => {
  expect(fieldErrors(filled)).toEqual({});
  const draft = connectionDraftSchema.parse(draftOf(filled));
  expect(draft.name).toBe('hr_warehouse');
  expect(draft.address).toMatchObject({ host: 'db2.internal', port: 5432, tls: 'verify-full', caFile: null });
});

test('what is missing is said at its field', () => {
  expect(Object.keys(fieldErrors({ ...emptyFields, port: '70000' })).toSorted()).toEqual([
    'database',
    'host',
    'port',
    'user',
  ]);
});

test('TLS follows the host until a person names a mode', () => {
  const local = changeField(filled, { host: 'localhost' });
  expect(local.tls).toBe('disable');
  expect(changeField(local, { host: 'db2.internal' }).tls).toBe('verify-full');
  const chosen = changeField(local, { tls: 'require' });
  expect(changeField(chosen, { host: 'db2.internal' }).tls).toBe('require');
});

test('a pasted URL fills in what it names and leaves the rest', () => {
  const address = draftOf({ ...filled, tls: 'require' }).address!;
  const fields = withAddress({ ...emptyFields, name: 'Mine', password: 'kept' }, address, null);
  expect(fields).toMatchObject({
    name: 'Mine',
    password: 'kept',
    host: 'db2.internal',
    tls: 'require',
    tlsChosen: true,
  });
  expect(withAddress(emptyFields, address, 'secret').password).toBe('secret');
});

test('a URL that stays in sight has no password', () => {
  expect(withoutPassword('postgres://loader:s3:cr%40t@db2/hr')).toBe('postgres://loader@db2/hr');
  expect(withoutPassword('postgres://db2:5432/hr')).toBe('postgres://db2:5432/hr');
});

test('a CA file is for the modes that look at the certificate', () => {
  const draft = draftOf({ ...filled, tls: 'require', caFile: '/etc/ca.pem' });
  expect(draft.address?.caFile).toBeNull();
  expect(draftOf({ ...filled, tls: 'verify-ca', caFile: '/etc/ca.pem' }).address?.caFile).toBe('/etc/ca.pem');
});

test('a saved connection comes back into its fields without a password', () => {
  const saved: Connection = { ...draftOf(filled), id: '1', password: 'stored', createdAt: '2026-01-01T00:00:00Z' };
  expect(draftOf(fieldsOf(saved))).toEqual(draftOf(filled));
  expect(fieldsOf(saved).password).toBe('');
});

test('every fault of TLS and of the way to the server has its field', () => {
  const withoutPlace = new Set([
    'postgres.tooOld',
    'postgres.tooMany',
    'postgres.gone',
    'postgres.starting',
    'postgres.readOnly',
    'postgres.permission',
    'postgres.diskFull',
    'postgres.locked',
    'postgres.conflict',
    'postgres.cancelled',
    'postgres.noTable',
    'postgres.error',
  ]);
  const lost = faultCodes.filter(
    (code) => code.startsWith('postgres.') && !withoutPlace.has(code) && fieldOfFault(code) === null,
  );
  expect(lost).toEqual([]);
});
