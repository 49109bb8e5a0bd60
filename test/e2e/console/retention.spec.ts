import { withService } from '../../support/services';
import { widthOfPage } from './in-page';
import { startVaultWithPeople, type VaultWithPeople } from './vault-with-people';
import { accessFaults, startVisits, type Visitor, type Visits } from './visitor';

/** Five years and two months ago less a day: a duty of five years then ends in about two months. */
function endOfRelationship(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear() - 5, now.getUTCMonth() + 2, 10)).toISOString().slice(0, 10);
}

withService('chromium', () => {
  let vault: VaultWithPeople;
  let visits: Visits;
  let visitor: Visitor;

  beforeAll(async () => {
    vault = await startVaultWithPeople();
    visits = await startVisits(vault);
  });
  afterAll(async () => {
    await visits.end();
    await vault.end();
  });
  afterEach(async () => {
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  const passport = (): string => `/item/${vault.itemOf('passport.png')}`;

  describe('why an item is kept', () => {
    it('is said with its law', async () => {
      visitor = await visits.as('kavya');
      const { page } = visitor;
      await page.goto(passport());
      await page.getByText('Directive (EU) 2015/849 Art 40(1)').waitFor();
      await page.getByText('It has no end date yet.').waitFor();
    });

    it('follows from what staff note', async () => {
      visitor = await visits.as('cora');
      const { page } = visitor;
      await page.goto(passport());
      await page.getByRole('button', { name: 'Note a fact' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('What is known').selectOption('subject');
      await dialog.getByLabel('Which').selectOption('RELATIONSHIP_ENDED');
      await dialog.getByLabel('On').fill(endOfRelationship());
      await dialog.getByRole('button', { name: 'Note', exact: true }).click();
      await page.getByText(/^Must be destroyed from .* on/).waitFor();
      await page.getByText(/^Counted from Business relationship ended, /).waitFor();
    });

    it('is nothing that a support agent notes', async () => {
      visitor = await visits.as('sam');
      await visitor.page.goto(`/item/${vault.itemOf('bill.pdf')}`);
      await visitor.page.getByRole('heading', { name: 'Why we still have it' }).waitFor();
      expect(await visitor.page.getByRole('button', { name: 'Note a fact' }).count()).toBe(0);
    });
  });

  describe('retention', () => {
    it('shows what must go in which month', async () => {
      visitor = await visits.as('rosa');
      const { page } = visitor;
      await page.getByRole('link', { name: 'Retention' }).click();
      await page.getByRole('heading', { level: 1, name: /^\d+ items? must go in the next 12 months$/ }).waitFor();
      await page
        .getByRole('button', { name: /: [1-9]\d* due, 0 held/ })
        .first()
        .click();
      await page.waitForURL((url) => url.searchParams.has('month'));
      await page.getByRole('row', { name: /Passport.*Directive \(EU\) 2015\/849 Art 40\(1\), 5 years/ }).waitFor();
    });

    it('shows its numbers as a table', async () => {
      visitor = await visits.as('rosa');
      await visitor.page.goto('/retention');
      await visitor.page.getByRole('button', { name: 'show as table' }).click();
      expect(await visitor.page.getByRole('row').count()).toBeGreaterThanOrEqual(13);
    });

    it('is closed to whoever only opens items', async () => {
      visitor = await visits.as('sam');
      await visitor.page.goto('/retention');
      await visitor.page.getByRole('alert').first().getByText('This needs a right that you do not have').waitFor();
      expect(await visitor.page.getByRole('link', { name: 'Retention' }).count()).toBe(0);
    });
  });

  describe('a legal hold', () => {
    it('counts its items while it is written', async () => {
      visitor = await visits.as('lena');
      const { page } = visitor;
      await page.goto('/holds');
      await page.getByRole('heading', { level: 1, name: 'No legal hold is in force' }).waitFor();
      await page.getByRole('button', { name: 'Place a hold' }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(/^Matter/).fill('2026-14');
      await dialog.getByLabel(/^Reason/).selectOption('litigation');
      await dialog.getByLabel(/^Tickets/).fill('KYC-4711');
      await dialog.getByText(/^It would cover [1-9]\d* items? now\.$/).waitFor();
      await dialog.getByRole('button', { name: 'Place the hold' }).click();
      await page.getByRole('row', { name: /2026-14.*litigation.*1 ticket.*in force/ }).waitFor();
    });

    it('shows in the calendar and on the item', async () => {
      visitor = await visits.as('rosa');
      const { page } = visitor;
      await page.goto('/retention');
      await page.getByRole('heading', { level: 1, name: /must go in the next 12 months, 1 held$/ }).waitFor();
      await visitor.leave();
      visitor = await visits.as('kavya');
      await visitor.page.goto(passport());
      await visitor.page.getByText('Under a legal hold').waitFor();
    });

    it('waits for a second person to be released', async () => {
      visitor = await visits.as('lena');
      const { page } = visitor;
      await page.goto('/holds');
      await page.getByRole('button', { name: 'Still needed' }).click();
      await page.getByRole('button', { name: 'Ask release' }).click();
      const dialog = page.getByRole('dialog');
      expect(await dialog.getByRole('button', { name: 'Ask for approval' }).isDisabled()).toBe(true);
      await dialog.getByLabel(/^Type 2026-14/).fill('2026-14');
      await dialog.getByRole('button', { name: 'Ask for approval' }).click();
      await page.getByRole('row', { name: /2026-14.*release asked for/ }).waitFor();
    });

    it('is seen and not placed by others', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.goto('/holds');
      await page.getByRole('row', { name: /2026-14/ }).waitFor();
      expect(await page.getByRole('button', { name: 'Place a hold' }).count()).toBe(0);
    });
  });

  const pages = ['passport', '/retention', '/holds'];
  const visitorsOf: Record<string, string> = { passport: 'kavya', '/retention': 'rosa', '/holds': 'lena' };

  it.each(pages)('axe finds no fault on %s, light or dark', async (path) => {
    visitor = await visits.as(visitorsOf[path] ?? '');
    await visitor.page.goto(path === 'passport' ? passport() : path);
    await visitor.page.waitForLoadState('networkidle');
    expect(await accessFaults(visitor.page)).toEqual([]);
  });

  it.each(pages)('%s fits 320 pixels', async (path) => {
    visitor = await visits.as(visitorsOf[path] ?? '', { width: 320 });
    await visitor.page.goto(path === 'passport' ? passport() : path);
    await visitor.page.waitForLoadState('networkidle');
    expect(await visitor.page.evaluate<number>(widthOfPage)).toBeLessThanOrEqual(320);
  });
});
