import { Failure } from './failure.ts';
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

/** The server was somebody else's, and has ended. */
export class ServerGone extends Failure {}

/** Does some work; when the server ends under it, with whoever had started it, the work begins anew on the next one. */
export async function carryOn(session: Session, work: (session: Session) => Promise<void>): Promise<void> {
  try {
    await work(session);
  } catch (error) {
    if (!(error instanceof ServerGone) || session.config.remote) throw error;
    await withSession(session, (next) => carryOn(next, work));
  }
}
