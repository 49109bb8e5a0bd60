/** The Verhoeff scheme (J. Verhoeff, 1969): the dihedral group's multiplication, and a permutation that moves with the place. */
const product = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const inverse = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9];
const step = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Digits with their check digit appended. */
export function appendVerhoeff(digits: string): string {
  return `${digits}${inverse[fold(`${digits}0`)] ?? 0}`;
}

/** Whether the last digit checks the others. */
export function isVerhoeffValid(digits: string): boolean {
  return /^\d+$/.test(digits) && fold(digits) === 0;
}

function fold(digits: string): number {
  return Array.from(digits)
    .reverse()
    .reduce((sum, digit, place) => product[sum]?.[permuted(Number(digit), place % 8)] ?? 0, 0);
}

function permuted(digit: number, times: number): number {
  let moved = digit;
  for (let i = 0; i < times; i += 1) moved = step[moved] ?? 0;
  return moved;
}
