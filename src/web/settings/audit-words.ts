const words: Record<string, string> = {
  signed_up: 'Signed up',
  signed_in: 'Signed in',
  signed_out: 'Signed out',
  sign_in_refused: 'Sign-in refused',
  set_up: 'Came in by the first link',
  session_closed: 'Closed a session',
  password_changed: 'Changed the password',
  email_changed: 'Changed the e-mail',
  'member.joined': 'Joined the workspace',
  'member.invited': 'Invited somebody',
  'member.role_changed': 'Changed a role',
  'member.removed': 'Removed a member',
  'invitation.withdrawn': 'Withdrew an invitation',
  'workspace.created': 'Made the workspace',
  'workspace.closed': 'Closed the workspace',
  'limit.changed': 'Changed a limit',
  'defaults.changed': 'Changed the defaults',
  'calling_rules.changed': 'Changed the safety rules',
  'legal_hours.switched': 'Switched legal hours',
  'provider_account.created': 'Added a provider account',
  'provider_account.changed': 'Changed a provider account',
  'provider_account.deleted': 'Deleted a provider account',
  'phone_number.added': 'Added a phone number',
  'phone_number.deleted': 'Removed a phone number',
  'suppression.added': 'Added to the never-call list',
  'suppression.removed': 'Removed from the never-call list',
  'api_key.created': 'Made an API key',
  'api_key.revoked': 'Revoked an API key',
  'keys.rotated': 'Sealed credentials with a new key',
  exported: 'Exported data',
  denied: 'Was refused',
};

/** What was done, in words; a code that has none here is shown as it is. */
export function actionWords(action: string): string {
  const known = words[action];
  if (known !== undefined) return known;
  const text = action.replaceAll(/[._]/g, ' ');
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The actions that the log can be filtered by. */
export const filterActions: readonly string[] = Object.keys(words);

/** What differs between two states, name by name: "limit: 2 → 5". */
export function changeLines(before: unknown, after: unknown): string[] {
  const [old, fresh] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
  return names.flatMap((name) => {
    const [from, to] = [textOf(old[name]), textOf(fresh[name])];
    if (from === to) return [];
    if (from === '') return [`${name}: ${to}`];
    return [`${name}: ${from} → ${to === '' ? 'none' : to}`];
  });
}

function fieldsOf(state: unknown): Record<string, unknown> {
  return typeof state === 'object' && state !== null ? Object.fromEntries(Object.entries(state)) : {};
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
