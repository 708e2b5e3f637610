import { describeConfig, readConfig } from '../config.ts';

/** `carillon config`: every setting as this environment has it; ends with 1 when a start would be refused. */
function printConfig(isJson: boolean): void {
  const settings = describeConfig();
  const widest = Math.max(...settings.map(({ name }) => name.length));
  const lines = settings.map(
    ({ name, value, what }) => `${name.padEnd(widest)}  ${value}\n${' '.repeat(widest)}  ${what}`,
  );
  process.stdout.write(`${isJson ? JSON.stringify(settings, null, 2) : lines.join('\n')}\n`);
}

printConfig(process.argv.includes('--json'));
try {
  readConfig();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
