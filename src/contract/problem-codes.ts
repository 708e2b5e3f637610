import { isConditional, isRepeatable } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';

type Meaning = { status: number; means: string };

/** Every `code` of a problem: programs decide by it, so none ever changes its meaning. */
export const problemCodes = {
  malformed_json: { status: 400, means: 'The body is no JSON that can be kept' },
  malformed_upload: { status: 400, means: 'The form is not multipart/form-data as it should be' },
  malformed_url: { status: 400, means: 'The address holds an escape that can not be read' },
  unauthorized: { status: 401, means: 'No valid API key came with the request' },
  bad_signature: { status: 401, means: "A webhook's signature is missing, wrong or too old" },
  wrong_credentials: { status: 401, means: 'Nobody has this e-mail and this password' },
  forbidden: { status: 403, means: 'The key is valid and may not do this' },
  no_workspace: { status: 403, means: 'The session works in no workspace: switch to one' },
  wrong_origin: { status: 403, means: 'The request came from another site' },
  sign_up_closed: { status: 403, means: 'Nobody signs up here without an invitation' },
  not_found: { status: 404, means: 'There is no such thing in this workspace' },
  method_not_allowed: { status: 405, means: 'The path is right, the method is not; Allow says which is' },
  request_timeout: { status: 408, means: 'The request did not arrive in time' },
  invalid_transition: { status: 409, means: 'Not possible in this status; allowedActions says what is' },
  account_in_use: { status: 409, means: 'Agents, campaigns or calls use the provider account' },
  agents_not_listed: { status: 409, means: 'This provider does not list its agents' },
  number_exists: { status: 409, means: 'The provider account has this number already' },
  number_in_use: { status: 409, means: 'Campaigns call from the number' },
  calls_in_progress: { status: 409, means: "Simulated calls are in progress on the sandbox's clock" },
  agent_in_use: { status: 409, means: 'Live campaigns speak through the agent' },
  contact_exists: { status: 409, means: 'The number belongs to another contact' },
  call_in_progress: { status: 409, means: 'Not while a call to the number is in progress' },
  version_conflict: { status: 412, means: 'Somebody else changed it meanwhile: read it again' },
  real_time: { status: 409, means: 'The clock can only be set in a sandbox' },
  in_progress: { status: 409, means: 'The first request with this Idempotency-Key is not answered yet' },
  already_imported: { status: 409, means: 'The same file was imported before; force imports it again' },
  file_gone: { status: 409, means: 'The file of the import is not kept any more' },
  too_late: { status: 409, means: 'An import can not be undone any more' },
  email_taken: { status: 409, means: 'Somebody has this e-mail already' },
  last_owner: { status: 409, means: 'The workspace would be without an owner' },
  payload_too_large: { status: 413, means: 'The request is larger than `limit` bytes' },
  uri_too_long: { status: 414, means: 'The address is too long' },
  unsupported_media_type: { status: 415, means: 'The content type is not the one that is read here' },
  macro_workbook: { status: 415, means: 'The workbook holds macros: save it without' },
  validation_failed: { status: 422, means: 'Fields are wrong; errors names all of them' },
  not_startable: { status: 422, means: 'The campaign lacks something; errors names all of it' },
  credentials_refused: { status: 422, means: 'The provider refuses the credentials' },
  no_rows: { status: 422, means: 'The file holds nobody' },
  no_phone_column: { status: 422, means: 'No column of the file holds phone numbers' },
  unknown_column: { status: 422, means: 'The mapping names a column that is not in the file' },
  column_used_twice: { status: 422, means: 'The mapping gives a column to two fields' },
  file_too_large: { status: 422, means: 'The file is larger than can be imported' },
  too_many_rows: { status: 422, means: 'The file has more rows than can be imported' },
  too_many_columns: { status: 422, means: 'The file has more columns than can be imported' },
  too_many_errors: { status: 422, means: 'Too many rows are wrong: the columns may be too' },
  not_a_table: { status: 422, means: 'The file is no table' },
  ambiguous_dialect: { status: 422, means: 'The delimiter or the encoding can not be told' },
  record_too_large: { status: 422, means: 'A record of the file has no end' },
  archive_rejected: { status: 422, means: 'The workbook unpacks to more than any honest one' },
  encrypted: { status: 422, means: 'The file has a password: save it without' },
  unknown_sheet: { status: 422, means: 'The workbook has no such sheet' },
  not_an_error_file: { status: 422, means: 'The file is not the error file of this import' },
  link_not_valid: { status: 422, means: 'The link was used, has expired, was withdrawn or is for another e-mail' },
  idempotency_mismatch: { status: 422, means: 'The Idempotency-Key was used for another request' },
  rate_limited: { status: 429, means: 'Too many requests; Retry-After says when' },
  internal: { status: 500, means: 'Our mistake; the log has it under requestId' },
  provider_unreachable: { status: 503, means: 'The provider can not be asked at the moment' },
  database_unavailable: { status: 503, means: 'The database can not be reached; try again in a few seconds' },
} satisfies Record<string, Meaning>;

export type ProblemCode = keyof typeof problemCodes;

const unreadable: ProblemCode[] = [
  ...(['no_rows', 'no_phone_column', 'unknown_column', 'file_too_large', 'too_many_rows', 'too_many_columns'] as const),
  ...(['too_many_errors', 'not_a_table', 'ambiguous_dialect', 'record_too_large', 'archive_rejected'] as const),
  ...(['encrypted', 'macro_workbook', 'unknown_sheet', 'column_used_twice', 'already_imported'] as const),
];

/** What can happen to whatever is asked. */
const ofAnyRequest = ['malformed_url', 'request_timeout', 'uri_too_long', 'internal', 'database_unavailable'] as const;

/** What an operation is refused with beside what its form says. */
const ownCodes: Record<string, readonly ProblemCode[]> = {
  'campaigns.upload': unreadable,
  'campaigns.change': ['invalid_transition'],
  'campaigns.replace': ['invalid_transition'],
  'campaigns.delete': ['invalid_transition'],
  'campaigns.start': ['invalid_transition', 'not_startable'],
  'campaigns.pause': ['invalid_transition'],
  'campaigns.resume': ['invalid_transition', 'not_startable'],
  'campaigns.cancel': ['invalid_transition'],
  'campaigns.retry': ['invalid_transition'],
  'campaigns.addContacts': ['invalid_transition'],
  'campaigns.bulkCall': ['not_found'],
  'campaigns.preview': ['not_found'],
  'contacts.list': ['not_found'],
  'contacts.export': ['not_found'],
  'contacts.create': ['contact_exists'],
  'contacts.change': ['contact_exists', 'call_in_progress', 'version_conflict'],
  'imports.upload': [...unreadable, 'not_found', 'invalid_transition'],
  'imports.change': [...unreadable, 'invalid_transition', 'file_gone'],
  'imports.fix': ['invalid_transition', 'unknown_column'],
  'imports.correct': [...unreadable, 'invalid_transition', 'not_an_error_file'],
  'imports.commit': ['invalid_transition', 'no_phone_column', 'file_gone', 'not_startable'],
  'imports.undo': ['invalid_transition', 'too_late'],
  'calls.list': ['not_found'],
  'queue.list': ['not_found'],
  'agents.delete': ['agent_in_use'],
  'suppressions.upload': unreadable,
  'providerAccounts.create': ['credentials_refused', 'provider_unreachable', 'calls_in_progress'],
  'providerAccounts.change': ['credentials_refused', 'provider_unreachable', 'version_conflict'],
  'providerAccounts.delete': ['account_in_use'],
  'providerAccounts.agents': ['agents_not_listed', 'provider_unreachable'],
  'phoneNumbers.create': ['number_exists'],
  'phoneNumbers.delete': ['number_in_use'],
  'sandbox.clock': ['real_time'],
  'sandbox.setClock': ['real_time'],
  'auth.setUp': ['link_not_valid', 'rate_limited', 'email_taken'],
  'auth.signUp': ['sign_up_closed', 'link_not_valid', 'email_taken', 'rate_limited'],
  'auth.signIn': ['wrong_credentials', 'rate_limited'],
  'auth.acceptInvitation': ['link_not_valid'],
  'members.change': ['last_owner'],
  'members.remove': ['last_owner'],
};

/** The codes that an operation may be refused with, by status. */
export function codesOf(operation: string, definition: Endpoint): Map<number, ProblemCode[]> {
  const codes = [...codesOfForm(definition), ...(ownCodes[operation] ?? []), ...ofAnyRequest];
  return Map.groupBy([...new Set(codes)], (code) => problemCodes[code].status);
}

function codesOfForm(definition: Endpoint): ProblemCode[] {
  const { method, permission, params, query, upload } = definition;
  const isRead = method === 'GET';
  return [
    ...onlyIf<ProblemCode>(!isRead, 'wrong_origin'),
    ...onlyIf<ProblemCode>(permission !== 'public', 'unauthorized', 'forbidden', 'rate_limited'),
    ...onlyIf<ProblemCode>(!['public', 'signed_in'].includes(permission), 'no_workspace'),
    ...onlyIf<ProblemCode>(isRepeatable(definition), 'in_progress', 'idempotency_mismatch'),
    ...onlyIf<ProblemCode>(isConditional(definition), 'version_conflict'),
    ...onlyIf<ProblemCode>(params !== undefined, 'not_found'),
    ...onlyIf<ProblemCode>(!isRead || query !== undefined, 'validation_failed'),
    // Whatever changes something may come with a body, be it one that is refused.
    ...onlyIf<ProblemCode>(!isRead, 'malformed_json', 'payload_too_large', 'unsupported_media_type'),
    ...onlyIf<ProblemCode>(upload === true, 'malformed_upload'),
  ];
}

function onlyIf<T>(condition: boolean, ...items: T[]): T[] {
  return condition ? items : [];
}
