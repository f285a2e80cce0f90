import { expect, test } from 'vitest';
import { readStartArguments } from './start-arguments.mjs';

test('nothing asked is Electron on a port of its own', () => {
  expect(readStartArguments([])).toEqual({ browser: false, port: undefined, help: false });
});

test('a port is a matter of the headless host, and so asks for a browser', () => {
  expect(readStartArguments(['--port', '8080'])).toEqual({ browser: true, port: 8080, help: false });
});

test.each(['x', '-1', '65536', '1.5'])('%s is no port', (port) => {
  expect(() => readStartArguments([`--port=${port}`])).toThrow('--port takes a number from 0 to 65535');
});

test('what nobody knows is refused', () => {
  expect(() => readStartArguments(['--brwoser'])).toThrow('--brwoser');
});
