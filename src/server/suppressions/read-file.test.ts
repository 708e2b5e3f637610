import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeXls } from '#test/support/workbooks.ts';
import { readNumbers } from './read-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carillon-numbers-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(content: string | Buffer): Promise<string> {
  const path = join(folder, 'numbers');
  await writeFile(path, content);
  return path;
}

describe('a file of numbers', () => {
  it('may be a workbook, and leaves nothing beside it', async () => {
    const rows = [
      ['Name', 'Mobile'],
      ['Ann', 2_125_550_111],
      ['Bob', 12],
    ];
    const { phones, failed, errors } = await readNumbers(await file(makeXls(rows)), 'US');
    expect([phones, failed, errors[0]?.pointer]).toEqual([['+12125550111'], 1, '/rows/3']);
    expect(await readdir(folder)).toEqual(['numbers']);
  });

  it('is read while others are answered', async () => {
    const lines = Array.from({ length: 20_000 }, (_, n) => `${2_125_550_000 + n}`);
    const path = await file(`phone\n${lines.join('\n')}\n`);
    let turns = 0;
    const turn = setInterval(() => (turns += 1), 0);
    const { phones } = await readNumbers(path, 'US');
    clearInterval(turn);
    expect(phones).toHaveLength(20_000);
    expect(turns).toBeGreaterThan(10);
  });

  it('that is no file of numbers is refused in words', async () => {
    await expect(readNumbers(await file('name,town\nAnn,Bonn\n'), 'US')).rejects.toMatchObject({
      code: 'no_phone_column',
    });
  });
});
