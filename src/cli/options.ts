import { InvalidArgumentError, Option } from 'commander';
import { RetryPolicy } from '#domain/retry.ts';
import { timeOfDay } from '#domain/window.ts';
import { explainUnknownZone, isZone } from '#domain/zone.ts';
import { countryNamed } from './people/country-names.ts';

/** `--json`, the same for every command. */
export function jsonOption(): Option {
  return new Option('--json', 'print one JSON object, on the last line of stdout');
}

export type Window = { firstCallTime: string; lastCallTime: string };

/** `09:00-18:00`: from the first to before the last; a last before the first crosses midnight. */
export function readWindow(text: string): Window {
  const times = text.split(/\s*[-–]\s*/);
  const [firstCallTime, lastCallTime] = times;
  const isWindow = times.length === 2 && times.every((time) => timeOfDay.safeParse(time).success);
  if (!isWindow || firstCallTime === undefined || lastCallTime === undefined) {
    throw new InvalidArgumentError('Write it as HH:MM-HH:MM on a 24-hour clock, such as 09:00-18:00.');
  }
  if (firstCallTime === lastCallTime) {
    throw new InvalidArgumentError('It has no length: nobody could ever be called. For the whole day use --all-day.');
  }
  return { firstCallTime, lastCallTime };
}

export function readZone(text: string): string {
  if (isZone(text)) return text;
  throw new InvalidArgumentError(explainUnknownZone(text));
}

/** A two-letter code in any case, or a country's English name, as its code. */
export function readCountry(text: string): string {
  const country = countryNamed(text);
  if (country !== undefined) return country;
  throw new InvalidArgumentError('It is no country. Use a two-letter ISO 3166 code such as US, GB or IN.');
}

type Bounds = { from: number; to: number; what: string };

/** A reader of whole numbers within bounds. */
export function wholeNumber({ from, to, what }: Bounds): (text: string) => number {
  return (text) => {
    const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= from && number <= to) return number;
    throw new InvalidArgumentError(`${what} must be a whole number from ${told(from)} to ${told(to)}.`);
  };
}

/** Times as fast as real time. */
export function readSpeed(text: string): number {
  const speed = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (speed >= 0.1 && speed <= 1000) return speed;
  throw new InvalidArgumentError('It must be a number from 0.1 to 1,000: how many times as fast as real time.');
}

/** ISO 8601 durations with commas between them. */
export function readDelays(text: string): string[] {
  const delays = text.split(',').map((delay) => delay.trim());
  const issue = RetryPolicy.safeParse({ on: [], maxRetries: 1, delays }).error?.issues[0];
  if (issue === undefined) return delays;
  const at = issue.path[1];
  const which = typeof at === 'number' ? `"${delays[at]}": ` : '';
  throw new InvalidArgumentError(`${which}${issue.message}. Several have commas between them: PT30M,PT1H.`);
}

function told(number: number): string {
  return number.toLocaleString('en');
}
