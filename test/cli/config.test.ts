import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig as readCliConfig } from '../../src/cli/config.ts';
import { readConfig as readServerConfig } from '#server/config.ts';

test.each<[what: string, environment: Record<string, string>]>([
  ['nothing is set', {}],
  ['a folder is named', { CARILLON_DATA_DIR: '/srv/carillon' }],
  ['a relative folder is named', { CARILLON_DATA_DIR: 'trial' }],
  ['the name is empty', { CARILLON_DATA_DIR: '' }],
])('the command line looks for Carillon where the server keeps its data when %s', (_what, environment) => {
  expect(readCliConfig(environment).dataDir).toBe(readServerConfig(environment).dataDir);
});

test('a server that a command starts gets that folder and a free port, unless a port is named', () => {
  const { serverEnvironment } = readCliConfig({ CARILLON_DATA_DIR: 'trial' });
  expect(serverEnvironment).toEqual({ CARILLON_DATA_DIR: resolve('trial'), PORT: '0' });
  expect(readCliConfig({ PORT: '8080' }).serverEnvironment['PORT']).toBe('8080');
});
