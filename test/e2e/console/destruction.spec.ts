import { eventually } from '../../support/eventually';
import { withService } from '../../support/services';
import { asksPlan, widthOfPage } from './in-page';
import { startVaultWithPeople, type VaultWithPeople } from './vault-with-people';
import { accessFaults, startVisits, title, type Visitor, type Visits } from './visitor';

withService('chromium', () => {
  let vault: VaultWithPeople;
  let visits: Visits;
  let visitor: Visitor;
  let plan: string;
  let certificate: string;

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

  describe('a plan of destruction', () => {
    it('stands in the list with its numbers', async () => {
      visitor = await visits.as('rosa');
      const { page } = visitor;
      const media = [vault.itemOf('voice-note.wav'), vault.itemOf('passport.png')];
      const asked = { ground: 'request', reference: 'INC-7', media };
      expect(await page.evaluate<number>(asksPlan(asked))).toBe(201);
      await page.getByRole('link', { name: 'Destruction' }).click();
      await page.getByRole('heading', { level: 1, name: '1 plan waits for somebody' }).waitFor();
      await page.getByRole('row', { name: /asked for by the person INC-7 1 1 .* waits for approval/ }).waitFor();
    });

    it('says in words what goes and what stays', async () => {
      visitor = await visits.as('rosa');
      const { page } = visitor;
      await page.goto('/destruction?reference=INC-7');
      await page.getByRole('link', { name: /^d-/ }).click();
      await page.getByRole('heading', { level: 1, name: '1 of 2 items goes, once approved' }).waitFor();
      await page.getByRole('row', { name: /A law still keeps it\..*stays/ }).waitFor();
      await page.getByRole('row', { name: /Nothing keeps it\..*goes/ }).waitFor();
      await page.getByText('Your own request: somebody else approves it.').waitFor();
      plan = page.url();
    });

    it('is approved by typing what it rests on', async () => {
      visitor = await visits.as('cora');
      const { page } = visitor;
      await page.goto(plan);
      await page.getByRole('button', { name: 'Approve' }).click();
      const dialog = page.getByRole('dialog', { name: 'Approve the end of 1 item' });
      expect(await dialog.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);
      await dialog.getByText('1 stay: kept by law').waitFor();
      await page.keyboard.insertText('INC-7');
      await page.keyboard.press('Enter');
      await page.getByText('approved, waits for its start').waitFor();
      expect(await page.getByRole('button', { name: 'Start' }).count()).toBe(0);
    });

    it('is started by a records manager, and certified', async () => {
      visitor = await visits.as('rosa');
      const { page } = visitor;
      await page.goto(plan);
      await page.getByRole('button', { name: 'Start' }).click();
      await page
        .getByRole('dialog', { name: 'Destroy 1 item' })
        .getByText(/no way back: what goes/)
        .waitFor();
      await page.keyboard.insertText('INC-7');
      await page.keyboard.press('Enter');
      await page.getByText('destroyed, certified').waitFor();
      await eventually(async () => expect(await title(page)).toBe('1 of 2 items is destroyed'));
      await page.getByText(/no date is promised before$/).waitFor();
      await page.getByRole('link', { name: 'Jobs' }).click();
      await page.getByRole('row', { name: /Destruction done/ }).waitFor();
    });
  });

  describe('a certificate', () => {
    it('is shown to Legal, who see no plan', async () => {
      visitor = await visits.as('lena');
      const { page } = visitor;
      await page.getByRole('link', { name: 'Certificates' }).click();
      await page.getByRole('heading', { level: 1, name: '1 certificate, 1 not final yet' }).waitFor();
      await page.getByRole('link', { name: /^c-/ }).click();
      await page.getByRole('heading', { level: 1, name: '1 item is destroyed; backups age out' }).waitFor();
      expect(await page.getByRole('link', { name: 'To its plan' }).count()).toBe(0);
      certificate = page.url();
    });

    it('is given away as PDF and as signed text', async () => {
      visitor = await visits.as('lena');
      const { page } = visitor;
      await page.goto(certificate);
      await page.getByRole('combobox', { name: 'Language' }).click();
      await page.getByRole('option', { name: 'Hindi' }).click();
      const names = [];
      for (const name of ['PDF', 'Signed text (JSON)', 'List of the items']) {
        const download = page.waitForEvent('download');
        await page.getByRole('link', { name }).click();
        names.push((await download).suggestedFilename().replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, 'id'));
      }
      expect(names).toEqual(['certificate-id-hi.pdf', 'certificate-id.json', 'certificate-id-items.ndjson']);
    });
  });

  it('is closed to whoever only opens items', async () => {
    visitor = await visits.as('sam');
    await visitor.page.goto('/destruction');
    await visitor.page.getByRole('alert').first().getByText('This needs a right that you do not have').waitFor();
    expect(await visitor.page.getByRole('link', { name: 'Destruction' }).count()).toBe(0);
  });

  const pages = ['/destruction', 'plan', '/certificates', 'certificate'];
  const addressOf = (path: string) => (path === 'plan' ? plan : path === 'certificate' ? certificate : path);

  it.each([...pages.map((path) => ['light', path] as const), ['dark', 'plan'] as const])(
    'axe finds no fault in %s on %s',
    async (appearance, path) => {
      visitor = await visits.as('rosa', { appearance });
      await visitor.page.goto(addressOf(path));
      await visitor.page.waitForLoadState('networkidle');
      expect(await accessFaults(visitor.page)).toEqual([]);
    },
  );

  it.each(pages)('%s fits 320 pixels', async (path) => {
    visitor = await visits.as('rosa', { width: 320 });
    await visitor.page.goto(addressOf(path));
    await visitor.page.waitForLoadState('networkidle');
    expect(await visitor.page.evaluate<number>(widthOfPage)).toBeLessThanOrEqual(320);
  });
});
