/** The digits somebody wrote as a phone number, and whether they begin with a country code. */
export type PhoneText = { ok: true; digits: string; isInternational: boolean; repaired: boolean };

type TextProblem = {
  ok: false;
  code: 'phone_missing' | 'phone_too_long' | 'ambiguous_number' | 'invalid_phone';
  reason: string;
};

const longestText = 100;
const shortestNumber = 7;

/** Most cells: nothing in them needs a second look. */
const plainNumber = /^\+?(?=.*[1-9])(?!\d{7,} )[0-9 ()-]{7,20}$/;
const nothingGiven = /^(?:[\p{Pd}.?\s0]*|n\/?a|#n\/a|none|null|nil|nan|unknown|undefined)$/iu;
const float = /^(\+?\d{5,})[.,]0{1,2}$/;
const thousands = /^(\d{1,3}(?:,\d{3}){2,})(?:\.0{1,2})?$/;
const scientific = /^\+?(\d)(?:[.,](\d+))?e\+?(\d{1,2})$/i;
const extension = /\d[\s.,;]*(?:e?xt?n?|extensi[oó]n|anexo|ramal|poste|доб|#)[\s.:=]*\d{1,7}$/iu;
const betweenNumbers = /[^\d\s+()[\].\p{Pd}\u2212/]+|\s\/\s|(?<=\d{7})\s+(?=\d{7})|(?<=\d[^+]*)(?=\+)/u;
const notFormatting = /[^\d\s()[\].\p{Pd}\u2212\u00b7/]/u;

/** Takes a phone number out of a cell's text; what a spreadsheet did to it is undone where all digits are still there. */
export function readPhoneText(text: string): PhoneText | TextProblem {
  if (text.length > longestText) {
    return { ok: false, code: 'phone_too_long', reason: `Too long: ${text.length} characters are no phone number` };
  }
  if (plainNumber.test(text)) return numberOf(text, false);
  const plain = unwrap(text);
  if (nothingGiven.test(plain)) return { ok: false, code: 'phone_missing', reason: 'There is no phone number' };
  return readDamaged(plain) ?? readFormatted(plain);
}

/** Without what marks a cell as text or a link (`'…`, `="…"`, `tel:`), invisible marks and foreign digits. */
function unwrap(text: string): string {
  const visible = text
    .replace(/\p{Cf}/gu, '')
    .replace(/[\uff01-\uff5e]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xfee0))
    .replace(/[^\x20-\x7e]/gu, (mark) => (/\p{Nd}/u.test(mark) ? digitOf(mark) : mark))
    .trim();
  return visible
    .replace(/^=?"(.*)"$/s, '$1')
    .replace(/^=/, '')
    .replace(/^['\u2018\u2019`]+/, '')
    .replace(/^(?:tel|callto):/i, '')
    .replace(/[\s,;]+$/, '')
    .trim();
}

/** Unicode keeps the ten digits of a script together, 0 first, and some scripts side by side. */
function digitOf(mark: string): string {
  let first = mark.codePointAt(0) ?? 0;
  const point = first;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((point - first) % 10);
}

function readDamaged(plain: string): PhoneText | TextProblem | null {
  const whole = (float.exec(plain) ?? thousands.exec(plain))?.[1];
  if (whole !== undefined) return numberOf(whole, true);
  const [, leading, decimals = '', exponent] = scientific.exec(plain) ?? [];
  if (leading === undefined) return null;
  const length = Number(exponent);
  if (decimals.length >= length && /^0*$/.test(decimals.slice(length))) {
    return numberOf(leading + decimals.slice(0, length), true);
  }
  const reason = `A spreadsheet shortened this number to ${plain}: its last digits are lost. Format the column as text and export it again`;
  return { ok: false, code: 'ambiguous_number', reason };
}

function readFormatted(plain: string): PhoneText | TextProblem {
  if (extension.test(plain)) return invalid('Holds an extension, which cannot be dialled: keep the number alone');
  const numbers = plain.split(betweenNumbers).filter((part) => countDigits(part) >= shortestNumber);
  if (numbers.length > 1 || holdsEndings(plain)) return invalid('Holds two numbers: keep one');
  const [strange] = notFormatting.exec(plain.replace(/^[\s([]*\+/, '')) ?? [];
  if (strange !== undefined) {
    return invalid(/\p{L}/u.test(strange) ? 'Holds letters: write the number in digits' : `Holds "${strange}"`);
  }
  if (countDigits(plain) === 0) return { ok: false, code: 'phone_missing', reason: 'There is no digit' };
  return numberOf(plain, false);
}

/** Whether a slash follows a whole number, as in 030 1234567/68; after an area code (030/1234567) it is formatting. */
function holdsEndings(plain: string): boolean {
  const [before, after, ...more] = plain.split('/').map(countDigits);
  return before !== undefined && after !== undefined && (more.length > 0 || before > 7 || after < 5);
}

function numberOf(text: string, repaired: boolean): PhoneText {
  return { ok: true, digits: text.replace(/\D/g, ''), isInternational: text.includes('+'), repaired };
}

function countDigits(text: string): number {
  return text.replace(/\D/g, '').length;
}

function invalid(reason: string): TextProblem {
  return { ok: false, code: 'invalid_phone', reason };
}
