import { assemble } from './assemble.ts';
import { contractOperations } from './contract-operations.ts';
import type { Client, ClientOptions } from './verbs.ts';

/** Makes the client from the contract. Its functions reject with a ProblemError, or with what fetch rejects with. */
export function createClient(options: ClientOptions): Client {
  return assemble(options, contractOperations);
}
