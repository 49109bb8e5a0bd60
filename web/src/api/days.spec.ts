import { withTimes } from './days';

describe('days in filters', () => {
  it('become whole local days', () => {
    const { from, to } = withTimes({ from: '2026-08-24', to: '2026-08-24' });
    expect(new Date(to).getTime() - new Date(from).getTime()).toBe(86_400_000);
    expect(new Date(from).getHours()).toBe(0);
  });

  it('stay as they are where they are no days', () => {
    expect(withTimes({ from: 'yesterday' }).from).toBe('yesterday');
  });
});
