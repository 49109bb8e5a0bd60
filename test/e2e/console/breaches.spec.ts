import { eventually } from '../../support/eventually';
import { withService } from '../../support/services';
import { focused, widthOfPage } from './in-page';
import { startVaultWithPeople, type VaultWithPeople } from './vault-with-people';
import { accessFaults, startVisits, title, type Visitor, type Visits } from './visitor';

withService('chromium', () => {
  let vault: VaultWithPeople;
  let visits: Visits;
  let visitor: Visitor;
  let breach: string;

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

  /** Records a breach in the dialog, as whoever is there. */
  async function record(summary: string, ...places: string[]): Promise<void> {
    const { page } = visitor;
    await page.getByRole('button', { name: 'Record a breach' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What happened').fill(summary);
    for (const place of places) await dialog.getByRole('checkbox', { name: place, exact: true }).check();
    await dialog.getByRole('button', { name: 'Record', exact: true }).click();
  }

  const noticeOf = (name: RegExp) => visitor.page.getByRole('row', { name });

  describe('the register', () => {
    it('says what it is for while it is empty', async () => {
      visitor = await visits.as('dev');
      await visitor.page.getByRole('link', { name: 'Breaches' }).click();
      await visitor.page.getByRole('heading', { level: 1, name: 'No breach is recorded' }).waitFor();
    });

    it('takes a breach in and starts its clocks', async () => {
      visitor = await visits.as('dev');
      await visitor.page.goto('/breaches');
      await record('A laptop with passport photos was stolen.', 'Germany', 'India');
      await visitor.page
        .getByRole('heading', { level: 1, name: 'Breach: 5 of 5 notices are still to be given' })
        .waitFor();
      await noticeOf(/CERT-In.*5 hours left/).waitFor();
      await noticeOf(/Supervisory authority.*GDPR Art 33.*2 days left/).waitFor();
      await noticeOf(/The persons in India.*due at once/).waitFor();
      await visitor.page.getByText('A laptop with passport photos was stolen.').waitFor();
      breach = new URL(visitor.page.url()).pathname;
    });

    it('lets an agent record what they cannot see', async () => {
      visitor = await visits.as('sam');
      const { page } = visitor;
      await page.goto('/breaches');
      await record('A letter went to the wrong address.', 'Germany');
      await page.getByRole('dialog').getByText('It is in the register.').waitFor();
      await page.getByRole('button', { name: 'Close' }).last().click();
      await page.goto(breach);
      await page.getByRole('alert').getByText('This needs a right that you do not have').waitFor();
    });

    it('says what presses, and narrows', async () => {
      visitor = await visits.as('cora');
      const { page } = visitor;
      await page.goto('/breaches');
      await page.getByRole('heading', { level: 1, name: '1 with a notice due within a day, of 2 breaches' }).waitFor();
      await page.goto('/breaches?queue=overdue');
      await page.getByRole('heading', { name: 'No breach answers to these filters' }).waitFor();
    });

    it('is walked and opened by keyboard', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.keyboard.press('g');
      await page.keyboard.press('b');
      await page.getByRole('row').nth(1).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/breaches\/[0-9a-f-]{36}$/);
      await eventually(async () => expect(await page.evaluate<string>(focused)).toMatch(/^H1 /));
    });
  });

  describe('a breach', () => {
    it('is judged, which may start further clocks', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.goto(breach);
      await page.getByRole('button', { name: 'Judge', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Risk to the persons').selectOption('high');
      await dialog.getByLabel('Can whoever has them read them?').selectOption('no');
      await dialog.getByLabel('Why the risk is judged so').fill('Passports invite fraud.');
      await dialog.getByRole('button', { name: 'Judge', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Breach: 6 of 6 notices are still to be given' }).waitFor();
      await noticeOf(/The persons GDPR Art 34/).waitFor();
      await page.getByRole('main').getByText('Passports invite fraud.').waitFor();
    });

    it('says what was reached, item by item', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.goto(breach);
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('A key that is out').selectOption('epoch');
      await dialog.getByLabel('Epoch').fill('1');
      await dialog.getByRole('button', { name: 'Search', exact: true }).click();
      await page.getByText(/^\d+ items of \d+ persons?, \d+ readings?$/).waitFor();
      await page.getByText('key of epoch 1 is out').waitFor();
      await page
        .getByRole('row', { name: /Passport.*could be opened/ })
        .first()
        .waitFor();
    });

    it('drafts a notice and keeps what was sent', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.goto(breach);
      await noticeOf(/^CERT-In/)
        .getByRole('button', { name: 'Give', exact: true })
        .click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Where more can be learned').fill('privacy@utopia.example');
      await dialog.getByRole('button', { name: 'Draft', exact: true }).click();
      const text = dialog.getByLabel('The notice');
      await eventually(async () => expect(await text.inputValue()).toContain('A laptop with passport photos'));
      await dialog.getByText(/^Still to be found out: .*systems affected/).waitFor();
      await text.fill(`${await text.inputValue()}\n\nSystems affected: one laptop`);
      await dialog.getByLabel('Reference of the authority').fill('CI-2026/17');
      await dialog.getByRole('button', { name: 'It was sent' }).click();
      await noticeOf(/^CERT-In.*given.*CI-2026\/17/)
        .getByRole('button', { name: 'Read' })
        .click();
      await page.getByRole('dialog').getByText('Systems affected: one laptop').waitFor();
    });

    it('drafts letters in the language of persons', async () => {
      visitor = await visits.as('cora');
      const { page } = visitor;
      await page.goto(breach);
      await noticeOf(/^The persons GDPR/)
        .getByRole('button', { name: 'Give', exact: true })
        .click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Language of the letter').selectOption('de');
      await dialog.getByLabel('Where more can be learned').fill('privacy@utopia.example');
      await dialog.getByRole('button', { name: 'Draft', exact: true }).click();
      const text = dialog.getByLabel('The notice');
      await eventually(async () => expect(await text.inputValue()).toContain('Verletzung'));
      await dialog.getByRole('button', { name: 'Cancel' }).click();
    });

    it('leaves a notice out by two people', async () => {
      visitor = await visits.as('dev');
      await visitor.page.goto(breach);
      await noticeOf(/^The persons GDPR/)
        .getByRole('button', { name: 'Leave out' })
        .click();
      const dialog = visitor.page.getByRole('dialog');
      expect(
        await dialog
          .getByLabel('Reason')
          .getByRole('option', { name: /rights are at risk/ })
          .count(),
      ).toBe(0);
      await dialog.getByLabel('Reason').selectOption('unintelligible');
      await dialog.getByRole('button', { name: 'Ask for approval' }).click();
      await noticeOf(/^The persons GDPR.*waits for approval/).waitFor();
      await visitor.leave();
      visitor = await visits.as('cora');
      await step('Approve');
      await visitor.leave();
      visitor = await visits.as('dev');
      await step('Execute');
      await visitor.page.goto(breach);
      await noticeOf(/^The persons GDPR.*left out.*Art 34\(3\)\(a\)/).waitFor();
    });

    it('is closed with what was learned', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.goto(breach);
      for (let open = 4; open > 0; open -= 1) {
        await page.getByRole('button', { name: 'Give', exact: true }).first().click();
        await page.getByRole('dialog').getByLabel('The notice').fill('We told them.');
        await page.getByRole('dialog').getByRole('button', { name: 'It was sent' }).click();
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
      }
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await page.getByRole('dialog').getByLabel('What was learned').fill('Laptops are encrypted now.');
      await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
      await eventually(async () => expect(await title(page)).toBe('Breach: closed'));
      await page.getByRole('main').getByText('Laptops are encrypted now.').waitFor();
      expect(await page.getByRole('button', { name: 'Judge again' }).count()).toBe(0);
    });
  });

  /** Approves or executes the only thing that waits, typing the start of its hash. */
  async function step(name: 'Approve' | 'Execute'): Promise<void> {
    const { page } = visitor;
    await page.goto('/approvals');
    await page.getByRole('button', { name, exact: true }).click();
    const dialog = page.getByRole('dialog');
    const word = /Type ([0-9a-f]{6})/.exec(await dialog.innerText())?.[1] ?? '';
    await dialog.getByRole('textbox').fill(word);
    await dialog.getByRole('button', { name, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  describe.each(['light', 'dark'] as const)('in the %s appearance', (appearance) => {
    it.each(['/breaches', 'breach'])('axe finds no fault on %s', async (path) => {
      visitor = await visits.as('dev', { appearance });
      await visitor.page.goto(path === 'breach' ? breach : path);
      await visitor.page.waitForLoadState('networkidle');
      expect(await accessFaults(visitor.page)).toEqual([]);
    });

    it('axe finds no fault in the form', async () => {
      visitor = await visits.as('dev', { appearance });
      await visitor.page.goto('/breaches');
      await visitor.page.getByRole('button', { name: 'Record a breach' }).first().click();
      await visitor.page.getByRole('checkbox', { name: 'Germany', exact: true }).waitFor();
      expect(await accessFaults(visitor.page)).toEqual([]);
    });
  });

  it.each(['/breaches', 'breach'])('%s fits 320 pixels', async (path) => {
    visitor = await visits.as('dev', { width: 320 });
    await visitor.page.goto(path === 'breach' ? breach : path);
    await visitor.page.waitForLoadState('networkidle');
    expect(await visitor.page.evaluate<number>(widthOfPage)).toBeLessThanOrEqual(320);
  });
});
