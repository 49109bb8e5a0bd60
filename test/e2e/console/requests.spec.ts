import { eventually } from '../../support/eventually';
import { withService } from '../../support/services';
import { focused, widthOfPage } from './in-page';
import { startVaultWithPeople, type VaultWithPeople } from './vault-with-people';
import { accessFaults, startVisits, title, type Visitor, type Visits } from './visitor';

withService('chromium', () => {
  let vault: VaultWithPeople;
  let visits: Visits;
  let visitor: Visitor;
  let erasure: string;

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

  /** Records a request in the dialog, as whoever is there. */
  async function record(said: {
    type: string;
    law: string;
    days: string;
    text?: string;
    email?: string;
  }): Promise<void> {
    const { page } = visitor;
    await page.getByRole('button', { name: 'Record a request' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What is asked for').selectOption(said.type);
    await dialog.getByLabel(/^Law/).selectOption(said.law);
    await dialog.getByLabel('Whose days count').selectOption(said.days);
    await dialog.getByLabel('How it came').selectOption('email');
    if (said.email !== undefined) {
      await dialog.getByLabel('Whom it is about').selectOption('email');
      await dialog.getByLabel('Identifier').fill(said.email);
      await dialog.getByRole('button', { name: 'Find or make' }).click();
      await dialog.getByText(/^s-[0-9a-f]{8}$/).waitFor();
    }
    await dialog.getByLabel('What the person said').fill(said.text ?? '');
    await dialog.getByRole('button', { name: 'Record', exact: true }).click();
  }

  /** Presses the step, and types the number of the request, without which nothing happens. */
  async function typeNumber(step: string): Promise<void> {
    await visitor.page.getByRole('button', { name: step, exact: true }).click();
    const dialog = visitor.page.getByRole('dialog');
    const go = dialog.getByRole('button', { name: step, exact: true });
    expect(await go.isDisabled()).toBe(true);
    await dialog.getByLabel(/^Type r-/).fill(`r-${erasure.split('/').at(-1)?.slice(0, 8) ?? ''}`);
    await go.click();
  }

  describe('the queue of requests', () => {
    it('says what it is for while it is empty', async () => {
      visitor = await visits.as('dev');
      await visitor.page.getByRole('link', { name: 'Requests' }).click();
      await visitor.page.getByRole('heading', { level: 1, name: 'No request is open' }).waitFor();
    });

    it('takes a request in and opens it', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.goto('/requests');
      const said = { type: 'erasure', law: 'GDPR', days: 'DE', email: 'mira.sommer@utopia.example' };
      await record({ ...said, text: 'Please delete all that you have about me.' });
      await page.getByRole('heading', { level: 1, name: 'Erasure: find out who asks' }).waitFor();
      await page.getByText('Please delete all that you have about me.').waitFor();
      erasure = new URL(page.url()).pathname;
    });

    it('lets an agent record what they cannot see', async () => {
      visitor = await visits.as('sam');
      const { page } = visitor;
      await page.goto('/requests');
      await record({ type: 'access', law: 'DPDP', days: 'IN' });
      await page.getByRole('dialog').getByText('It is in the register.').waitFor();
      await page.getByRole('button', { name: 'Close' }).last().click();
      await page.goto(erasure);
      await page.getByRole('alert').getByText('This needs a right that you do not have').waitFor();
    });

    it('narrows to a stretch of days', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.goto('/requests');
      await page.getByRole('heading', { level: 1, name: '2 requests' }).waitFor();
      await page.getByRole('button', { name: /^0–3 days/ }).click();
      await page.waitForURL((url) => url.searchParams.get('band') === '0-3');
      await page.getByRole('heading', { name: 'No request answers to these filters' }).waitFor();
      await page.getByRole('button', { name: 'Take off days left:0-3' }).click();
      await page.getByRole('row', { name: /Erasure.*GDPR/ }).waitFor();
    });

    it('shows its numbers as a table', async () => {
      visitor = await visits.as('cora');
      await visitor.page.goto('/requests');
      await visitor.page.getByRole('button', { name: 'show as table' }).click();
      await visitor.page.getByRole('row', { name: /^GDPR 0 0 0 0 1/ }).waitFor();
    });

    it('is walked and opened by keyboard', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.getByRole('navigation').waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('q');
      await page.getByRole('row').nth(1).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/requests\/[0-9a-f-]{36}$/);
      await eventually(async () => expect(await page.evaluate<string>(focused)).toMatch(/^H1 /));
    });
  });

  describe('a request', () => {
    it('is planned once it is known who asks', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.goto(erasure);
      await page.getByRole('button', { name: 'Who asks?' }).click();
      await page.getByLabel('What was found out').selectOption('confirmed');
      await page.getByLabel('Recognised by').selectOption('known_contact');
      await page.getByRole('button', { name: 'Record', exact: true }).click();
      await page.getByText('identity confirmed').first().waitFor();
      await page.getByRole('button', { name: 'Work out the plan' }).click();
      await page.getByRole('heading', { level: 1, name: /^Erasure: \d+ of \d+ items can go$/ }).waitFor();
      await page
        .getByRole('row', { name: /Passport.*Directive \(EU\) 2015\/849 Art 40\(1\), 5 years.*kept by law/ })
        .waitFor();
    });

    it('takes back what others are seen on', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.goto(erasure);
      const photo = page.getByRole('row', { name: /Photo of a damaged product/ });
      await photo.getByText('erase now').waitFor();
      await photo.getByRole('checkbox').check();
      await page.getByRole('button', { name: 'Work out again' }).click();
      await photo.getByText('Other people are to be seen on it').waitFor();
      await photo.getByRole('checkbox').uncheck();
      await page.getByRole('button', { name: 'Work out again' }).click();
      await photo.getByText('erase now').waitFor();
    });

    it('stands still while proof is awaited', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.goto(erasure);
      await page.getByRole('button', { name: 'Pause' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').selectOption('identity');
      await dialog.getByRole('button', { name: 'Pause' }).click();
      await page.getByText(/clock paused/).waitFor();
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByRole('button', { name: 'Pause' }).waitFor();
    });

    it('says why the law allows no step', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.goto(erasure);
      await page.getByRole('button', { name: 'Pause' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').selectOption('clarification');
      await dialog.getByRole('button', { name: 'Pause' }).click();
      await dialog.getByRole('alert').waitFor();
    });

    it('waits for a second person to be refused', async () => {
      visitor = await visits.as('cora');
      const { page } = visitor;
      await page.goto('/requests?type=access');
      await page.getByRole('row').nth(1).getByRole('link').click();
      await page.getByRole('button', { name: 'Refuse' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').selectOption('manifestly_excessive');
      await dialog.getByRole('button', { name: 'Ask for approval' }).click();
      await page.getByText('A refusal waits for the approval of a second person in another role.').waitFor();
      expect(await page.getByRole('button', { name: 'Who asks?' }).count()).toBe(0);
    });

    it('is carried out by three people', async () => {
      visitor = await visits.as('dev');
      await visitor.page.goto(erasure);
      await visitor.page.getByRole('button', { name: 'Ask approval' }).click();
      await visitor.page.getByText('waits for a compliance officer').waitFor();
      await visitor.leave();
      visitor = await visits.as('cora');
      await visitor.page.goto(erasure);
      await typeNumber('Approve');
      await visitor.page.getByText('approved, waits for a records manager').waitFor();
      await visitor.leave();
      visitor = await visits.as('rosa');
      await visitor.page.goto(erasure);
      await typeNumber('Start');
      await visitor.page.getByText(/^carried out \d/).waitFor();
      await visitor.page.getByRole('link', { name: 'Certificate', exact: true }).waitFor();
      await visitor.page.getByRole('row', { name: /Photo of a damaged product.*erased/ }).waitFor();
    });

    it('is answered with the letter and closed', async () => {
      visitor = await visits.as('dev');
      const { page } = visitor;
      await page.goto(erasure);
      await page.getByRole('button', { name: 'Answer', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('How to reach the organisation').fill('privacy@utopia.example');
      await dialog.getByRole('button', { name: 'Draft' }).click();
      const letter = dialog.getByLabel('The letter');
      await eventually(async () => expect(await letter.inputValue()).toContain('privacy@utopia.example'));
      await dialog.getByLabel('What was done').selectOption('partly');
      await dialog.getByRole('button', { name: 'It was sent' }).click();
      await page.getByRole('heading', { level: 1, name: 'Erasure: answered, fulfilled in part' }).waitFor();
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await eventually(async () => expect(await title(page)).toBe('Erasure: closed, fulfilled in part'));
    });
  });

  it.each(['/requests', '/requests?queue=all', 'erasure'])('axe finds no fault on %s, light or dark', async (path) => {
    visitor = await visits.as('dev');
    await visitor.page.goto(path === 'erasure' ? erasure : path);
    await visitor.page.waitForLoadState('networkidle');
    expect(await accessFaults(visitor.page)).toEqual([]);
  });

  it.each(['/requests', 'erasure'])('%s fits 320 pixels', async (path) => {
    visitor = await visits.as('dev', { width: 320 });
    await visitor.page.goto(path === 'erasure' ? erasure : path);
    await visitor.page.waitForLoadState('networkidle');
    expect(await visitor.page.evaluate<number>(widthOfPage)).toBeLessThanOrEqual(320);
  });
});
