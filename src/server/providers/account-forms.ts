/** One thing that an account's owner types in; a secret is never shown again but for its last four characters. */
export type CredentialField = { name: string; label: string; isSecret: boolean; isRequired: boolean; help: string };

/** What an account of a provider is made of, as data: the form that is filled in, and what holds when nothing is said. */
export type AccountForm = {
  provider: string;
  title: string;
  credentials: readonly CredentialField[];
  /** Where the provider answers, the usual place first; none for one that this installation runs itself. */
  addresses: readonly { title: string; url: string }[];
  /** Per account: calls at once, calls per second (null: as many as there is room for), and where they are said. */
  limits: { callsAtOnce: number; callsPerSecond: number | null; help: string };
  /** Whether somebody must tell the provider where to send its webhooks, and how. */
  webhook: { isPasted: boolean; steps: readonly string[] };
};

const sid = { isSecret: false, isRequired: true };
const secret = { isSecret: true, isRequired: true };

const forms: readonly AccountForm[] = [
  {
    provider: 'simulator',
    title: 'Simulator',
    credentials: [],
    addresses: [],
    limits: { callsAtOnce: 50, callsPerSecond: null, help: 'A pretend network: any limit will do.' },
    webhook: { isPasted: false, steps: ['Nothing to do: the simulator is told with each call.'] },
  },
  {
    provider: 'bolna',
    title: 'Bolna',
    credentials: [
      {
        ...secret,
        name: 'apiKey',
        label: 'API key',
        help: 'Bolna → Developers → API keys. The key of a sub-account begins with "sa-".',
      },
    ],
    addresses: [{ title: 'Bolna', url: 'https://api.bolna.ai' }],
    limits: {
      callsAtOnce: 2,
      callsPerSecond: 5,
      help: 'Trial accounts have 2 calls at once, paid ones from 10. Stay at or below your plan: Bolna queues what is beyond.',
    },
    webhook: {
      isPasted: true,
      steps: [
        'In Bolna, open the agent and its Analytics tab.',
        'Paste the URL below as the webhook that execution data is pushed to, and save. Each agent needs it.',
        'Keep the URL to yourself: Bolna signs nothing, so the token in it is what tells Bolna from others.',
      ],
    },
  },
  {
    provider: 'twilio',
    title: 'Twilio',
    credentials: [
      { ...sid, name: 'accountSid', label: 'Account SID', help: 'Twilio Console → Account info; begins with "AC".' },
      {
        ...secret,
        name: 'authToken',
        label: 'Auth token',
        help: 'Twilio Console → Account info. Webhooks are verified with it, also when calls are placed with an API key.',
      },
      {
        ...sid,
        isRequired: false,
        name: 'apiKeySid',
        label: 'API key SID',
        help: 'Only to place calls with an API key in place of the auth token; begins with "SK".',
      },
      {
        ...secret,
        isRequired: false,
        name: 'apiKeySecret',
        label: 'API key secret',
        help: 'The secret of that API key.',
      },
    ],
    addresses: [{ title: 'Twilio', url: 'https://api.twilio.com' }],
    limits: {
      callsAtOnce: 10,
      callsPerSecond: 1,
      help: 'Twilio starts 1 call a second for an account unless more was agreed, and queues what is beyond.',
    },
    webhook: {
      isPasted: false,
      steps: ['Nothing to do: Twilio is told the URL with each call, and signs what it sends.'],
    },
  },
  {
    provider: 'exotel',
    title: 'Exotel',
    credentials: [
      { ...sid, name: 'accountSid', label: 'Account SID', help: 'Exotel → Settings → API settings.' },
      { ...secret, name: 'apiKey', label: 'API key (user name)', help: 'Exotel → Settings → API settings.' },
      { ...secret, name: 'apiToken', label: 'API token (password)', help: 'Exotel → Settings → API settings.' },
    ],
    addresses: [
      { title: 'Mumbai', url: 'https://api.in.exotel.com' },
      { title: 'Singapore', url: 'https://api.exotel.com' },
    ],
    limits: {
      callsAtOnce: 10,
      callsPerSecond: 1,
      help: 'The Starter plan has 10 calls at once, Growth 50. 200 requests a minute are for calls and questions together.',
    },
    webhook: {
      isPasted: false,
      steps: ['Nothing to do: Exotel is told the URL, with a token that nobody else knows, with each call.'],
    },
  },
];

/** The form of that provider; one that has none is asked for nothing. */
export function formOf(provider: string): AccountForm {
  const found = forms.find((form) => form.provider === provider);
  if (found) return found;
  throw new Error(`There is no account form for the provider "${provider}": add it to account-forms.ts.`);
}
