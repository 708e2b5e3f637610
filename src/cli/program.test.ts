import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { Output } from './output.ts';
import { createProgram } from './program.ts';

const silent = { write: () => true };
const config = { dataDir: '/nowhere', remote: null, isDumb: false, serverEnvironment: {} };
const output = new Output({ out: silent, err: silent }, config);
const program = createProgram({ config, output, signal: new AbortController().signal });

function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}

test.each(commandsOf(program).map((command) => [command.name(), command] as const))(
  'the help of %s leads with examples',
  (_name, command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toMatch(/^Examples?:\n {2}(\w+=\S+ )?carillon /);
  },
);

test.each(['run', 'import', 'list', 'show', 'start', 'pause', 'resume', 'cancel', 'retry', 'watch', 'calls'])(
  '%s can answer in JSON',
  (name) => {
    const found = commandsOf(program).filter((command) => command.name() === name && command.parent !== program);
    const own = name === 'run' || name === 'import' || name === 'calls' ? commandsOf(program) : found;
    const command = own.find((each) => each.name() === name);
    expect(command?.options.map(({ long }) => long)).toContain('--json');
  },
);
