import * as z from 'zod';

const ring = { error: 'Must be 10–120, in whole seconds' };
const talk = { error: 'Must be 30–7200, in whole seconds' };

/** How long a phone may ring before the call is withdrawn, in seconds; networks end most rings within two minutes. */
export const RingSeconds = z.number(ring).int(ring).min(10, ring).max(120, ring);

/** How long a person may talk before the call is ended, in seconds: it bounds what a call costs and holds. */
export const TalkSeconds = z.number(talk).int(talk).min(30, talk).max(7200, talk);

export type CallLength = { ringSecondsMax: number; talkSecondsMax: number };

/** What an agent asks for when nothing else is set. */
export const usualLength: CallLength = { ringSecondsMax: 45, talkSecondsMax: 600 };
