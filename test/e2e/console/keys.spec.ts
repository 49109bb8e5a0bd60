import { withService } from '../../support/services';
import { widthOfPage } from './in-page';
import { startVaultWithPeople, type VaultWithPeople } from './vault-with-people';
import { accessFaults, startVisits, type Visitor, type Visits } from './visitor';

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

  describe('the keys', () => {
    it('stand by epoch, with what each wraps', async () => {
      visitor = await visits.as('kim');
      const { page } = visitor;
      await page.getByRole('navigation').waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('k');
      await page.getByRole('heading', { level: 1, name: '1 epoch wraps the keys, 0 shredded' }).waitFor();
      await page.getByRole('img', { name: 'Epoch 1 wraps 100 % of the keys' }).waitFor();
      await page.getByRole('row', { name: /^Data keys [1-9]/ }).waitFor();
    });

    it('roll after somebody else has approved', async () => {
      visitor = await visits.as('kim');
      const { page } = visitor;
      await page.goto('/keys');
      await page.getByRole('button', { name: 'Ask rotation' }).click();
      await page.getByRole('main').getByText('It waits for the approval of somebody else.').waitFor();
      await page.getByRole('link', { name: 'To the approvals' }).click();
      await page.getByRole('heading', { name: /epoch/i }).first().waitFor();
    });

    it('are closed to everybody else', async () => {
      visitor = await visits.as('cora');
      await visitor.page.goto('/keys');
      await visitor.page.getByRole('alert').getByText('This needs a right that you do not have').waitFor();
      expect(await visitor.page.getByRole('link', { name: 'Keys' }).count()).toBe(0);
    });

    it('have no fault for axe, light or dark', async () => {
      visitor = await visits.as('kim');
      await visitor.page.goto('/keys');
      await visitor.page.getByRole('row').nth(1).waitFor();
      expect(await accessFaults(visitor.page)).toEqual([]);
    });

    it('fit 320 pixels', async () => {
      visitor = await visits.as('kim', { width: 320 });
      await visitor.page.goto('/keys');
      await visitor.page.getByRole('row').nth(1).waitFor();
      expect(await visitor.page.evaluate<number>(widthOfPage)).toBeLessThanOrEqual(320);
    });
  });
});
