import { converse, leftMessage } from './fate/conversation.ts';
import { magicNumbers } from './fate/magic.ts';

export type Status = 'queued' | 'dialling' | 'ringing' | 'in_progress' | 'disconnected' | 'ended';
export type Disposition = 'answered' | 'voicemail' | 'no_answer' | 'busy' | 'failed' | 'cancelled';

export type Acceptance = {
  reference: string;
  to: string;
  name: string | null;
  words: number;
  createdAt: number;
  /** The call to that number before this one. */
  before: Call | null;
};

/** One accepted call; instants are Unix milliseconds. Kept for ever, so it holds no more than its story. */
export class Call {
  readonly #book: string;
  readonly #serial: number;
  readonly reference: string;
  readonly to: string;
  readonly name: string | null;
  readonly words: number;
  readonly createdAt: number;
  readonly before: Call | null;
  status: Status = 'queued';
  ringingAt: number | null = null;
  answeredAt: number | null = null;
  /** When the line went dead. */
  endedAt: number | null = null;
  disposition: Disposition | null = null;
  goalMet = false;

  constructor(place: { book: string; serial: number }, acceptance: Acceptance) {
    this.#book = place.book;
    this.#serial = place.serial;
    this.reference = acceptance.reference;
    this.to = acceptance.to;
    this.name = acceptance.name;
    this.words = acceptance.words;
    this.createdAt = acceptance.createdAt;
    this.before = acceptance.before;
  }

  /** Made when asked for: a million of them would take 80 MB. */
  get id(): string {
    return `sim_${this.#book}_${this.#serial.toString(36)}`;
  }
}

export type CallView = {
  id: string;
  reference: string;
  to: string;
  status: Status;
  createdAt: string;
  ringingAt: string | null;
  answeredAt: string | null;
  endedAt: string | null;
  disposition?: Disposition;
  talkSeconds?: number;
  goalMet?: boolean;
  summary?: string;
  transcript?: string;
  recordingUrl?: string;
  extracted?: Record<string, string | boolean>;
  costCents?: number;
  reason?: string;
};

/** What truly happened, for whoever checks others against it. */
export type LogEntry = {
  id: string;
  reference: string;
  to: string;
  accepted: string;
  rang: string | null;
  answered: string | null;
  ended: string | null;
  disposition: Disposition | null;
};

const centsAMinute = 7;

const reasons: Record<Disposition, string> = {
  answered: 'conversation ended',
  voicemail: 'answering machine',
  no_answer: 'rang out',
  busy: 'user busy',
  failed: 'number not in service',
  cancelled: 'cancelled before it was answered',
};

/** What is told of a call: how it ended only once that is final. */
export function viewOf(call: Call): CallView {
  const { id, reference, to, status } = call;
  const view: CallView = {
    id,
    reference,
    to,
    status,
    createdAt: instant(call.createdAt),
    ringingAt: instantOrNull(call.ringingAt),
    answeredAt: instantOrNull(call.answeredAt),
    endedAt: instantOrNull(call.endedAt),
  };
  return status === 'ended' && call.disposition !== null ? { ...view, ...endingOf(call, call.disposition) } : view;
}

export function logEntryOf(call: Call): LogEntry {
  const { id, reference, to, disposition } = call;
  return {
    id,
    reference,
    to,
    accepted: instant(call.createdAt),
    rang: instantOrNull(call.ringingAt),
    answered: instantOrNull(call.answeredAt),
    ended: instantOrNull(call.endedAt),
    disposition,
  };
}

function endingOf(call: Call, disposition: Disposition): Partial<CallView> {
  const ending = { disposition, reason: reasons[disposition] };
  if (call.answeredAt === null || call.endedAt === null) return { ...ending, talkSeconds: 0, costCents: 0 };
  const talkSeconds = Math.max(0, Math.round((call.endedAt - call.answeredAt) / 1000));
  const told = { ...ending, talkSeconds, costCents: centsAMinute * Math.max(1, Math.ceil(talkSeconds / 60)) };
  if (disposition === 'voicemail') return { ...told, ...leftMessage() };
  const { goalMet, words, name, to } = call;
  const isLastCall = magicNumbers.get(to)?.asksNotToBeCalled ?? false;
  const recordingUrl = `https://recordings.simulator.example/${call.id}.wav`;
  return { ...told, goalMet, recordingUrl, ...converse({ words, goalMet, talkSeconds, name, isLastCall }) };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

function instantOrNull(at: number | null): string | null {
  return at === null ? null : instant(at);
}
