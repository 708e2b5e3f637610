const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH']);

/** SQLSTATEs of a server that goes down, starts up, has no connection left, no disk or no memory. */
const serverCodes = /^(08|53|57P)/;

/** What the driver says, without a code, of a connection that went away or was not to be had. */
const driverWords =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

/** Whether this error means that the database is away, not that a statement was wrong. */
export function isDatabaseDown(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some((each) => isDatabaseDown(each));
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (connectionCodes.has(code) || serverCodes.test(code) || driverWords.test(error.message)) return true;
  return error.cause !== undefined && isDatabaseDown(error.cause);
}
