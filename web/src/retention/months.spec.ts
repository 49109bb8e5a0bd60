import { calendarOf } from './months';

const now = new Date('2026-11-25T12:00:00Z');
const month = (name: string, items: number, held = 0, keptByLaw = 0) => ({
  ...{ month: name, items, held, keptByLaw, review: 0 },
});

describe('the calendar of retention', () => {
  it('has twelve months, empty ones too', () => {
    const months = calendarOf([month('2027-02', 3)], now);
    expect(months.map(({ month: name }) => name)).toEqual([
      ...['2026-11', '2026-12', '2027-01', '2027-02', '2027-03', '2027-04'],
      ...['2027-05', '2027-06', '2027-07', '2027-08', '2027-09', '2027-10'],
    ]);
    expect(months.map(({ items }) => items)).toEqual([0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('puts what is overdue into this month', () => {
    expect(calendarOf([month('2025-03', 2), month('2026-11', 1)], now)[0]?.items).toBe(3);
  });

  it('counts nothing twice', () => {
    expect(calendarOf([month('2026-12', 5, 2, 4)], now)[1]).toMatchObject({ held: 2, law: 3, free: 0 });
  });
});
