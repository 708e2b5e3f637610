import { parseArgs } from 'node:util';
import * as z from 'zod';
import { carrierNamed } from './carriers/carriers.ts';
import { runningClock } from './clock.ts';
import { startSimulator } from './simulator.ts';
import type { SimulatorOptions } from './simulator.ts';

const help = `A pretend telephone network on 127.0.0.1.

  node src/simulator/main.ts --port 4010 --seed 7
  node src/simulator/main.ts --speed 60 --virtual-at 2026-11-02T10:00:00Z --real-at 2026-11-01T21:07:00Z
  node src/simulator/main.ts --settings '{"preset":"hostile","maxCallsAtOnce":20}'
  node src/simulator/main.ts --journal calls.jsonl
  node src/simulator/main.ts --as twilio

With a journal it remembers its calls when it is started again, and with the same --settings also what was PUT to
/settings. A clock that is moved or runs faster must then be given the same --virtual-at and --real-at each time.
`;

const Options = z.object({
  as: z.string().optional(),
  port: z.coerce.number().int().min(0).max(65_535).default(0),
  seed: z.coerce.number().int().default(1),
  speed: z.coerce.number().positive().default(1),
  'virtual-at': z.coerce.date().optional(),
  'real-at': z.coerce.date().optional(),
  settings: z
    .string()
    .transform((text) => z.record(z.string(), z.unknown()).parse(JSON.parse(text)))
    .default({}),
  journal: z.string().min(1).optional(),
});

/** What the command line asks for; `realNow` stands in for what it leaves out. Throws for what does not fit. */
export function readOptions(args: string[], realNow: Date): SimulatorOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      as: text,
      port: text,
      seed: text,
      speed: text,
      'virtual-at': text,
      'real-at': text,
      settings: text,
      journal: text,
    },
  });
  const { as, port, seed, speed, settings, journal, ...at } = Options.parse(values);
  const realAt = at['real-at'] ?? realNow;
  const clock = runningClock({ virtualAt: at['virtual-at'] ?? realAt, realAt, speed });
  return {
    port,
    seed,
    settings,
    clock,
    ...(journal === undefined ? {} : { journal }),
    ...(as === undefined ? {} : { dialect: carrierNamed(as)() }),
  };
}

async function main(): Promise<void> {
  const simulator = await startSimulator(readOptions(process.argv.slice(2), runningClock().now()));
  process.stdout.write(`simulator listening on ${simulator.url}\n`);
  const stop = () => void simulator.close().then(() => process.exit(0));
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    process.stderr.write(`${reason}\n\n${help}`);
    process.exitCode = 2;
  });
}
