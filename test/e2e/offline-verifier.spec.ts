import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findService } from '../../scripts/services/find.mjs';
import { withService } from '../support/services';
import { type FileMap, MadeLog } from '../unit/verifier/made-log';
import { madeBundle, madeLog, signer } from '../unit/verifier/made-bundle';

const log = new MadeLog(600);
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'strongroom-verifier-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, files: FileMap): string {
  for (const [path, bytes] of files) {
    const target = join(folder, name, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
  return join(folder, name);
}

describe('the verifier as one file', () => {
  /** Alone in a folder: it needs nothing beside it. */
  function run(...args: string[]): { status: number | null; output: string } {
    copyFileSync(resolve('tools/verify.mjs'), join(folder, 'verify.mjs'));
    const { status, stdout, stderr } = spawnSync(process.execPath, ['verify.mjs', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  }

  it('checks an exported log', () => {
    written('log', log.export());
    writeFileSync(join(folder, 'key.txt'), log.key);
    const { status, output } = run('--key', 'key.txt', 'log');
    expect([status, output]).toEqual([
      0,
      expect.stringContaining('ok     the entries are the ones that the log signed'),
    ]);
  });

  it('ends with 1 where something is wrong', () => {
    const path = join(written('damaged', log.export()), 'tile/entries/001');
    const bytes = readFileSync(path);
    bytes[99] = (bytes[99] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const { status, output } = run('damaged');
    expect([status, output]).toEqual([1, expect.stringContaining('WRONG')]);
  });

  it('checks a bundle and a proof', async () => {
    written('bundle', await madeBundle('all'));
    const proof = new Map([
      ['7.tlog-proof', Buffer.from(await log.proof(7))],
      ['7.leaf', log.leaves[7] ?? Buffer.alloc(0)],
    ]);
    written('proof', proof);
    writeFileSync(join(folder, 'bundle.key'), madeLog.key);
    writeFileSync(join(folder, 'bundle.pem'), signer.certificate);
    expect(run('--key', 'bundle.key', '--certificate', 'bundle.pem', 'bundle').output).toContain(
      'Everything that was checked holds.',
    );
    expect(run('--key', 'key.txt', 'proof/7.tlog-proof', 'proof/7.leaf').output).toContain(
      'Everything that was checked holds.',
    );
  });

  it('calls a wrong call 2', () => {
    expect(run().status).toBe(2);
    expect(run('--frobnicate', 'log').status).toBe(2);
    expect(run('nowhere').status).toBe(2);
  });
});

withService('chromium', () => {
  describe('the verifier as a page', () => {
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    const asked: string[] = [];
    const complaints: string[] = [];
    const url = pathToFileURL(resolve('tools/verify.html')).toString();

    beforeAll(async () => {
      const env = { ...process.env, HOME: folder };
      const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
      browser = await chromium.launch({ executablePath: findService('chromium') ?? '', args, env });
    });
    afterAll(() => browser.close());
    beforeEach(async () => {
      context = await browser.newContext({ colorScheme: 'dark' });
      page = await context.newPage();
      page.on('request', (request) => asked.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(url);
    });
    afterEach(() => context.close());

    const verdict = (): Promise<string> => page.getByRole('heading', { level: 2 }).last().innerText();

    it('checks an exported log from its folder', async () => {
      await page.getByText('Keys that you got another way').click();
      await page.getByLabel('The log’s public key').fill(log.key);
      await page.getByLabel('A folder').setInputFiles(written('page-log', log.export()));
      await page.getByRole('table').waitFor();
      expect(await verdict()).toBe('Nothing is wrong, but not everything could be shown: see the open lines.');
      expect(await page.getByRole('row', { name: /the ones that the log signed/ }).innerText()).toMatch(/^Holds/);
    });

    it('says what is wrong with a damaged one', async () => {
      const files = log.export();
      const bytes = Buffer.from(files.get('tile/entries/001') ?? Buffer.alloc(0));
      bytes[99] = (bytes[99] ?? 0) ^ 1;
      files.set('tile/entries/001', bytes);
      await page.getByLabel('A folder').setInputFiles(written('page-damaged', files));
      await page.getByRole('table').waitFor();
      expect(await verdict()).toMatch(/^SOMETHING DOES NOT HOLD/);
      expect(await page.getByText('entry 256 is not the one in its tile').count()).toBe(1);
    });

    it('asks for nothing and complains of nothing', () => {
      expect(new Set(asked.filter((address) => !address.startsWith('blob:')))).toEqual(new Set([url]));
      expect(complaints).toEqual([]);
    });

    it.each(['light', 'dark'] as const)('can be used by everybody (%s)', async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.getByLabel('A folder').setInputFiles(written('page-axe', log.export()));
      await page.getByRole('table').waitFor();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
    });
  });
});
