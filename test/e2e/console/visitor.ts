import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findService } from '../../../scripts/services/find.mjs';
import type { VaultWithPeople } from './vault-with-people';

/** Chromium without its own errands: this machine's network is closed, and each one would be refused. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type Appearance = 'light' | 'dark';

/** One person before one browser, with everything that the browser complained of and every address it asked for. */
export interface Visitor {
  readonly page: Page;
  readonly complaints: string[];
  readonly addresses: string[];
  leave(): Promise<void>;
}

export interface Visits {
  /** A browser window that nobody has signed in to. */
  open(options?: { appearance?: Appearance; width?: number }): Promise<Visitor>;
  /** Somebody signed in; at the first visit through the forced change of the one-time password. */
  as(name: string, options?: { appearance?: Appearance; width?: number }): Promise<Visitor>;
  end(): Promise<void>;
}

export async function startVisits(vault: VaultWithPeople): Promise<Visits> {
  const profile = mkdtempSync(join(tmpdir(), 'strongroom-chromium-'));
  const executablePath = findService('chromium') ?? '';
  const browser = await chromium.launch({ executablePath, args: quiet, env: { ...process.env, HOME: profile } });
  const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();
  const open = (options: Parameters<Visits['open']>[0] = {}, name?: string) =>
    openWindow(browser, vault, { ...options, storageState: name === undefined ? undefined : sessions.get(name) });
  return {
    open: (options) => open(options),
    as: async (name, options) => {
      const visitor = await open(options, name);
      await visitor.page.goto('/');
      if (!sessions.has(name)) {
        await signInFirst(visitor.page, name, vault.passwordOf(name));
        sessions.set(name, await visitor.page.context().storageState());
      }
      await visitor.page.getByRole('navigation').waitFor();
      return visitor;
    },
    end: async () => {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

interface WindowOptions {
  appearance?: Appearance;
  width?: number;
  storageState?: Awaited<ReturnType<BrowserContext['storageState']>>;
}

async function openWindow(browser: Browser, vault: VaultWithPeople, options: WindowOptions): Promise<Visitor> {
  const { appearance = 'light', width = 1440, storageState } = options;
  const context = await browser.newContext({
    baseURL: vault.url,
    viewport: { width, height: 900 },
    colorScheme: appearance,
    reducedMotion: 'reduce',
    ...(storageState === undefined ? {} : { storageState }),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  const complaints: string[] = [];
  const addresses: string[] = [];
  page.on('console', (message) => {
    // A refused call is told by its status; the browser's own line about it says no more.
    const refusedCall = message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !refusedCall) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => addresses.push(request.url()));
  page.on('framenavigated', (frame) => addresses.push(frame.url()));
  return { page, complaints, addresses, leave: () => context.close() };
}

export const chosenPassword = (name: string): string => `a sentence that only ${name} knows`;

async function signInFirst(page: Page, name: string, oneTime: string): Promise<void> {
  await signIn(page, name, oneTime);
  await page.getByLabel('One-time password').fill(oneTime);
  await page.getByLabel(/^New password(?! again)/).fill(chosenPassword(name));
  await page.getByLabel('New password again').fill(chosenPassword(name));
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByRole('navigation').waitFor();
}

export async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('User name').fill(name);
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** What axe finds against WCAG 2.2 AA on the page or a part of it; in the dark, where only colours differ, it judges those. */
export async function accessFaults(page: Page, part = ':root'): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const inLight = await new AxeBuilder({ page }).include(part).withTags(tags).analyze();
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark = await new AxeBuilder({ page })
    .include(part)
    .withRules(['color-contrast', 'link-in-text-block'])
    .analyze();
  await page.emulateMedia({ colorScheme: 'light' });
  return [...inLight.violations, ...inDark.violations].map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
}

/** The title of the page, once it has found its answer. */
export function title(page: Page): Promise<string> {
  return page.getByRole('heading', { level: 1 }).innerText();
}
