import { Invalid } from '#server/errors.ts';
import type { FieldError } from '#server/errors.ts';
import type { AccountForm, CredentialField } from '#server/providers/account-forms.ts';
import type { System } from '#server/system.ts';

/** A secret shorter than this is not hinted at: four characters would be too much of it. */
const hintedFrom = 12;

/** What is given, as the form asks for it; an empty text takes away what may be missing. Names every field that is wrong. */
export function readCredentials(form: AccountForm, given: Record<string, string>): Record<string, string> {
  const known = new Map(form.credentials.map((field) => [field.name, field]));
  const errors: FieldError[] = [];
  const wrong = (name: string, code: string, message: string) =>
    errors.push({ pointer: `/credentials/${name}`, code, message });
  for (const name of Object.keys(given)) if (!known.has(name)) wrong(name, 'unknown_field', unknownField(form));
  for (const { name, isRequired, label } of form.credentials)
    if (isRequired && !given[name]) wrong(name, 'required', `${label} is needed`);
  if (errors.length > 0) throw invalid(errors);
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}

function unknownField({ title, credentials }: AccountForm): string {
  const names = credentials.map(({ name }) => name).join(', ');
  return names === '' ? `${title} has no credentials` : `${title} has ${names}`;
}

/** What is shown of credentials from now on. */
export function hintsOf(form: AccountForm, credentials: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    form.credentials.flatMap((field) => {
      const value = credentials[field.name];
      return value === undefined ? [] : [[field.name, hintOf(field, value)]];
    }),
  );
}

function hintOf({ isSecret }: CredentialField, value: string): string {
  if (!isSecret) return value;
  return `••••${value.length < hintedFrom ? '' : value.slice(-4)}`;
}

/**
 * The address of an account, null for its provider's usual one. Others than the provider's are those that whoever runs
 * the installation allows: a server that asks any address it is told would open the network that it stands in.
 */
export function readAddress(
  form: AccountForm,
  given: string | null | undefined,
  { providerUrls = [] }: Pick<System, 'providerUrls'>,
): string | null {
  if (given === null || given === undefined || given === '') return null;
  const url = given.replace(/\/+$/, '');
  const own = form.addresses.map((address) => address.url);
  if (url === own[0]) return null;
  if (own.includes(url) || providerUrls.includes(url)) return url;
  const choice = own.length > 0 ? `one of ${own.join(', ')}` : 'left out';
  const message = `Must be ${choice}; CARILLON_PROVIDER_URLS of the installation allows others`;
  throw invalid([{ pointer: '/baseUrl', code: 'address_not_allowed', message }]);
}

export function invalid(errors: FieldError[]): Invalid {
  const [first] = errors;
  return new Invalid('validation_failed', first ? `${first.pointer}: ${first.message}` : 'Fields are wrong', {
    errors,
  });
}
