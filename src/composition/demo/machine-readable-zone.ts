/** What a passport's machine-readable zone says. Dates are `YYMMDD`. */
export interface PassportFacts {
  readonly state: string;
  readonly surname: string;
  readonly givenNames: string;
  readonly number: string;
  readonly birth: string;
  readonly sex: 'F' | 'M' | '<';
  readonly expiry: string;
  readonly personalNumber: string;
}

/** The two lines of 44 characters of a TD3 document (ICAO Doc 9303 part 4), with all five check digits. */
export function passportZone(facts: PassportFacts): [string, string] {
  const names = `${letters(facts.surname)}<<${letters(facts.givenNames)}`;
  const first = `P<${facts.state}${names}`.padEnd(44, '<').slice(0, 44);
  const number = withDigit(facts.number.padEnd(9, '<'));
  const birth = withDigit(facts.birth);
  const expiry = withDigit(facts.expiry);
  const personal = withDigit(facts.personalNumber.padEnd(14, '<'));
  const second = `${number}${facts.state}${birth}${facts.sex}${expiry}${personal}`;
  return [first, `${second}${checkDigit(`${number}${birth}${expiry}${personal}`)}`];
}

/** ICAO 9303 part 3: weights 7, 3, 1; digits count as themselves, A–Z as 10–35, the filler as 0. */
export function checkDigit(text: string): number {
  const weights = [7, 3, 1];
  const sum = Array.from(text).reduce((total, sign, index) => total + valueOf(sign) * (weights[index % 3] ?? 0), 0);
  return sum % 10;
}

function valueOf(sign: string): number {
  if (sign === '<') return 0;
  return Number.parseInt(sign, 36);
}

function withDigit(field: string): string {
  return `${field}${checkDigit(field)}`;
}

function letters(name: string): string {
  return name.toUpperCase().replace(/[^A-Z]+/g, '<');
}
