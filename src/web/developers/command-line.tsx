import { CopyLine } from '#web/ui/controls/copy-button.tsx';

const commands = [
  { does: 'Call everybody in a file, and follow it', command: 'npx carillon run people.csv --country US' },
  { does: 'See what was made so far', command: 'npx carillon campaigns list' },
  { does: 'Follow a campaign; Ctrl-C leaves it running', command: 'npx carillon campaigns watch <campaign>' },
  { does: 'Pause it; resume goes on', command: 'npx carillon campaigns pause <campaign>' },
  { does: 'List its calls', command: 'npx carillon calls --campaign <campaign>' },
];

/** The command line, ready to be pasted. */
export function CommandLine() {
  return (
    <div className="flex flex-col gap-6">
      <p className="max-w-[72ch] text-text-2">
        The command line runs campaigns without a browser. On the machine where Carillon runs it finds it by itself;
        from another one, say where it is and who you are.
      </p>
      <section className="rounded-lg border border-line bg-surface p-4">
        <h2 className="mb-3 font-semibold">From another machine</h2>
        <div className="flex flex-col gap-2">
          <CopyLine text={`export CARILLON_URL=${location.origin}`} label="Copy the address" />
          <CopyLine text="export CARILLON_API_KEY=<a key of yours>" label="Copy the line for the key" />
        </div>
      </section>
      <section className="rounded-lg border border-line bg-surface p-4">
        <h2 className="mb-3 font-semibold">What it can do</h2>
        <ul className="flex flex-col gap-4">
          {commands.map(({ does, command }) => (
            <li
              key={command}
              className="grid grid-cols-1 items-center gap-x-6 gap-y-1.5 lg:grid-cols-[18rem_minmax(0,1fr)]"
            >
              <p>{does}</p>
              <CopyLine text={command} label={`Copy: ${does}`} />
            </li>
          ))}
        </ul>
        <p className="mt-4 text-sm text-text-3">
          Any unique beginning of an id is enough. <code className="font-mono">--json</code> prints data for programs,{' '}
          <code className="font-mono">--help</code> says the rest.
        </p>
      </section>
    </div>
  );
}
