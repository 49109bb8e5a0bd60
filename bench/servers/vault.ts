import 'reflect-metadata';
import { built } from './built';

type Settings = typeof import('../../src/platform/settings');
type StartVault = typeof import('../../src/composition/start-vault');
type People = typeof import('../../src/composition/demo/demo-people');
type Api = typeof import('../../src/composition/demo/api-client');

/** What the benches need to talk to the vault. */
export interface VaultReady {
  readonly url: string;
  readonly client: { readonly id: string; readonly secret: string };
  /** Session of a support agent, and who that is. */
  readonly cookie: string;
  readonly agent: string;
  /** Session of a compliance officer. */
  readonly officer: string;
}

/** The whole vault as `npm start` has it, with a program and an agent to use it. */
async function main(): Promise<void> {
  const { loadSettings, withEnvironment } = built('src/platform/settings/index') as Settings;
  const { startVault } = built('src/composition/start-vault') as StartVault;
  const { makePeople, makeClient, signIn } = built('src/composition/demo/demo-people') as People;
  const { ApiClient } = built('src/composition/demo/api-client') as Api;
  const vault = await startVault(
    loadSettings(withEnvironment(JSON.parse(process.argv[3] ?? '{}') as Record<string, string>)),
  );
  process.once('SIGTERM', () => void vault.stop().then(() => process.exit(0)));
  const people = await makePeople(vault.app);
  const client = await makeClient(vault.app);
  const session = async (person: (typeof people)[keyof typeof people]): Promise<string> => {
    const signedIn = await signIn(new ApiClient(vault.url), person);
    return (signedIn as unknown as { identity: { Cookie: string } }).identity.Cookie;
  };
  const [cookie, officer] = [await session(people.support_agent), await session(people.compliance_officer)];
  const ready: VaultReady = { url: vault.url, client, cookie, agent: people.support_agent.id, officer };
  console.log(JSON.stringify(ready));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
