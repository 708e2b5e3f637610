const words: Record<string, string> = {
  phone_missing: 'No phone number',
  phone_too_short: 'Number too short',
  phone_too_long: 'Number too long',
  phone_bad_country: 'Country not known',
  phone_not_dialable: 'Not a number to call',
  invalid_phone: 'Not a phone number',
  ambiguous_number: 'Digits lost',
  country_needed: 'Country needed',
  bad_timezone: 'Time zone not known',
  row_shape: 'Broken row',
  too_long: 'Cell too long',
  record_too_large: 'Row too large',
  duplicate_in_file: 'Duplicate in the file',
  duplicate_in_campaign: 'In the campaign already',
  suppressed: 'Never-call list',
  dropped: 'Taken out',
};

/** A row's problem in a few words; a code of another version as it is. */
export function problemWords(code: string): string {
  return words[code] ?? code;
}

/** Whether another country for all such rows may mend them. */
export function mayNeedCountry(code: string): boolean {
  return ['country_needed', 'phone_bad_country', 'phone_too_short', 'phone_too_long', 'invalid_phone'].includes(code);
}
