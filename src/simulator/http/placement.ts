import type { ServerResponse } from 'node:http';
import type { Call } from '../call.ts';
import type { Placement, World } from '../world.ts';
import { Refused } from './exchange.ts';

/** What is answered must outlive a kill of this process. */
export async function keep(world: World): Promise<void> {
  await world.written().catch((cause: unknown) => {
    const message = `The journal can't be written (${String(cause)}). Make room for it, then ask again.`;
    throw new Refused(500, 'not_written', { message });
  });
}

/** Answers an order as its fate wants: at once, late, never, or with a refusal, which it throws. */
export function answerPlacement(
  { world, response }: { world: World; response: ServerResponse },
  placement: Placement,
  accept: (call: Call) => void,
): void {
  if (placement.kind === 'refused') {
    const { reason, retryAfter } = placement;
    throw new Refused(429, 'too_many', { message: `Not accepted: ${reason}.`, retryAfter });
  }
  if (placement.kind === 'server_error' || placement.answer === 'server_error') {
    throw new Refused(500, 'internal', { message: 'Something went wrong.' });
  }
  const { call, answer } = placement;
  if (answer === 'never') response.socket?.destroy();
  else if (answer === 'at_once') accept(call);
  else {
    const timer = setTimeout(() => accept(call), world.settings.faults.hangMs);
    response.on('close', () => clearTimeout(timer));
  }
}
