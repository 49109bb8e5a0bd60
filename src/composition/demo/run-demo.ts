import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditDatabase } from '../../platform/database';
import type { Settings } from '../../platform/settings';
import {
  AUDIT_OPTIONS,
  type AuditOptions,
  PERSONAL_PARTS,
  type PersonalParts,
  renderSummary,
  verifyDatabase,
} from '../../trust/audit';
import { say } from '../say';
import { type RunningVault, startVault } from '../start-vault';
import { untilStopped } from '../until-stopped';
import { isVaultRunning, VaultRunning } from '../vault-lock';
import { ApiClient } from './api-client';
import { asProgram, makeClient, makePeople, printable, signIn } from './demo-people';
import {
  type DemoPerson,
  type DemoState,
  markAsDemo,
  readDemoState,
  removeDemo,
  writeAddress,
  writeDemoState,
  writePrivate,
} from './demo-state';
import { kycTicket, walk } from './demo-walk';
import { drawSpecimens } from './specimens';

/** The demo: a whole vault with fictional people and items, shown in a dozen lines, serving until it is stopped. */
export async function runDemo(settings: Settings, { reset }: { reset: boolean }): Promise<void> {
  if (isVaultRunning(settings.dataDir)) throw new VaultRunning();
  const before = reset ? null : readDemoState(settings.dataDir);
  // A first run that was cut off has half of its people: it begins anew.
  if (before === null) removeDemo(settings.dataDir);
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
  markAsDemo(settings.dataDir);
  const vault = await startVault(settings);
  try {
    if (settings.port !== 0 && vault.port !== settings.port)
      say(`Port ${settings.port} is taken: serving on ${vault.port}.`);
    if (before) say(`Going on from the last run, with ${before.people.length} people, their items and their log.`);
    const state = before ?? (await firstRun(vault, settings.dataDir));
    if (before) writeAddress(settings.dataDir, vault.url);
    vault.notices.forEach(say);
    await tellVerification(vault);
    tellPeople(state.people);
    const stopped = untilStopped(() => vault.stop());
    say(
      `The console is on ${vault.url}; the API's credential for programs is in ${settings.dataDir}/client.json. Ctrl-C ends it.`,
    );
    await stopped;
  } catch (error) {
    await vault.stop();
    throw error;
  }
}

async function firstRun(vault: RunningVault, dataDir: string): Promise<DemoState> {
  const people = await makePeople(vault.app);
  const client = await makeClient(vault.app);
  const api = new ApiClient(vault.url);
  const [program, kyc, support] = [
    await asProgram(api, client),
    await signIn(api, people.kyc_agent),
    await signIn(api, people.support_agent),
  ];
  const specimens = await drawSpecimens();
  const walked = await walk(
    program,
    { kyc, support, kycPerson: people.kyc_agent, supportPerson: people.support_agent },
    specimens,
  );
  say(`${Object.keys(people).length} people were made, one for each role, and a client program.`);
  for (const { fileName, state, id } of walked.taken)
    say(`taken in   ${fileName.padEnd(22)} ${state.padEnd(12)} ${id}`);
  if (!walked.taken.some(({ fileName }) => fileName.endsWith('.mp4'))) say('no video: ffmpeg is not installed here');
  const { entry, bytes, unchanged } = walked.opened;
  say(
    `opened     passport under ${kycTicket} by ${people.kyc_agent.name}: ${bytes} bytes, ${unchanged ? 'unchanged' : 'CHANGED'}, log entry ${entry}`,
  );
  say(`refused    the same to ${people.support_agent.name} (support agent): ${walked.refused.code}`);
  const shown: DemoPerson[] = [];
  for (const person of Object.values(people))
    shown.push(usedByWalk.has(person.role) ? await printable(vault.app, person) : person);
  const state: DemoState = {
    people: shown.map(({ name, role, oneTimePassword }) => ({ name, role, oneTimePassword })),
    passport: { id: walked.passport, ticket: kycTicket },
  };
  // A picture for the README's walk; it shows nothing that exists.
  writeFileSync(
    join(dataDir, 'damaged-parcel.jpg'),
    specimens.find(({ documentClass }) => documentClass === 'product_damage_photo')?.bytes ?? Buffer.alloc(0),
  );
  writePrivate(dataDir, 'client.json', {
    url: vault.url,
    clientId: client.id,
    clientSecret: client.secret,
    passport: walked.passport,
    ticket: `own/${kycTicket}`,
  });
  writeDemoState(dataDir, state);
  return state;
}

/** The walk signed in as these two: they get a new one-time password to print. */
const usedByWalk = new Set(['kyc_agent', 'support_agent']);

async function tellVerification({ app }: RunningVault): Promise<void> {
  const result = await verifyDatabase({
    database: app.get(AuditDatabase),
    log: app.get<AuditOptions>(AUDIT_OPTIONS),
    anchors: app.get<AuditOptions>(AUDIT_OPTIONS).anchors,
    parts: app.get<PersonalParts>(PERSONAL_PARTS),
  });
  say(`verified   ${renderSummary(result)}`);
  if (!result.intact) say('THE LOG IS NOT INTACT: run strongroom verify for the findings.');
}

function tellPeople(people: readonly DemoPerson[]): void {
  say('Sign in with a one-time password (it has to be changed; once changed, the printed one no longer works):');
  for (const { name, role, oneTimePassword } of people)
    say(`  ${name.padEnd(7)} ${oneTimePassword}   ${role.replaceAll('_', ' ')}`);
}
