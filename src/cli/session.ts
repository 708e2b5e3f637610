import { openInstallation } from './installation.ts';
import type { Installation } from './installation.ts';
import type { Terminal } from './terminal.ts';

/** A command at work on a running installation. */
export type Session = Terminal & Installation;

/** Does some work on the installation, which is started for it if need be, and stopped if it was. */
export async function withSession(terminal: Terminal, work: (session: Session) => Promise<void>): Promise<void> {
  const installation = await openInstallation({ ...terminal, say: (text) => terminal.output.say(text) });
  try {
    await work({ ...terminal, ...installation });
  } finally {
    await installation.close();
  }
}
