import events from '../../../config/retention-events.json';
import facts from '../../../config/retention-facts.json';
import { statedEvents, statedFacts } from './statements';

describe('what staff may state', () => {
  it('is what the vault takes', () => {
    const given = (about: string) =>
      events.items.filter((one) => one.given && one.about === about).map(({ code }) => code);
    expect([...statedEvents.item]).toEqual(given('item'));
    expect([...statedEvents.subject]).toEqual(given('subject'));
    expect([...statedFacts]).toEqual(facts.items.map(({ code }) => code));
  });
});
