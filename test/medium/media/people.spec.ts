import type { Response } from 'supertest';
import { newId } from '../../../src/kernel';
import { jpeg } from '../../support/media-corpus';
import { type Caller, factsFor, told, VaultAtWork } from './vault-at-work';

interface OnItem {
  readonly people: { readonly subject: string; readonly statedBy: string }[];
  readonly maskedCopies: { readonly media: string; readonly subject: string; readonly destroyed: boolean }[];
}

let vault: VaultAtWork;
let kyc: Caller;
let dpo: Caller;
beforeAll(async () => {
  vault = await VaultAtWork.start();
  [kyc, dpo] = [await vault.person('kyc_agent'), await vault.person('dpo')];
});
afterAll(() => vault.close());

async function subject(): Promise<string> {
  const value = `+49151${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  const made = await vault.http(kyc, 'post', '/v1/subjects').send({ identifiers: [{ kind: 'phone', value }] });
  return (made.body as { id: string }).id;
}
async function item(of: string): Promise<string> {
  const facts = factsFor(await vault.ticket({ assignee: kyc.id }), { 'Vault-Subject': of });
  const received = await vault.http(kyc, 'post', '/v1/media').set(facts).send(jpeg());
  if (received.status !== 201) throw new Error(received.text);
  return (received.body as { id: string }).id;
}
const state = (media: string, person: string, by = kyc): Promise<Response> =>
  vault.http(by, 'post', `/v1/media/${media}/people`).send({ subject: person }).then();
const stateCopy = (source: string, media: string, by = kyc): Promise<Response> =>
  vault.http(by, 'post', `/v1/media/${source}/masked-copies`).send({ media }).then();
const on = ({ body }: Response): OnItem => body as OnItem;

describe('an item with several people', () => {
  it('names whoever was stated, once', async () => {
    const [own, other] = [await subject(), await subject()];
    const media = await item(own);
    const stated = await state(media, other);
    expect(on(stated).people).toMatchObject([{ subject: other, statedBy: kyc.id }]);
    expect((await vault.events(media)).at(-1)).toMatchObject({ type: 'media.person.stated', subj: other });
    expect(on(await state(media, other, dpo)).people).toHaveLength(1);
    const shown = await vault.http(dpo, 'get', `/v1/media/${media}/people`);
    expect(on(shown).people).toEqual(on(stated).people);
    expect((await vault.events(media)).at(-1)).toMatchObject({ type: 'media.people.shown', decision: 'allow' });
  });

  it('stands in the list of each of them', async () => {
    const [own, other] = [await subject(), await subject()];
    const media = await item(own);
    await state(media, other);
    const list = async (of: string): Promise<string[]> => {
      const listed = await vault.http(dpo, 'get', `/v1/subjects/${of}/appearances`);
      return (listed.body as { items: { id: string }[] }).items.map(({ id }) => id);
    };
    expect(await list(other)).toEqual([media]);
    expect(await list(own)).toEqual([]);
    await vault.http(kyc, 'delete', `/v1/media/${media}/people/${other}`);
    expect((await vault.events(media)).at(-1)).toMatchObject({ type: 'media.person.withdrawn', subj: other });
    expect(await list(other)).toEqual([]);
  });

  it('has masked copies of people on it alone', async () => {
    const [own, other] = [await subject(), await subject()];
    const [media, copy, strange] = [await item(own), await item(other), await item(await subject())];
    expect((await stateCopy(media, copy)).text).toContain('not_of_a_person_on_it');
    await state(media, other);
    expect(on(await stateCopy(media, copy)).maskedCopies).toEqual([{ media: copy, subject: other, destroyed: false }]);
    expect((await vault.events(media)).at(-1)).toMatchObject({ type: 'media.masked_copy.stated', subj: other });
    expect((await stateCopy(media, strange)).text).toContain('not_of_a_person_on_it');
    expect((await stateCopy(media, media)).text).toContain('not_available');
    const second = await item(own);
    await state(second, other);
    expect((await stateCopy(second, copy)).text).toContain('copy_of_another');
  });

  it('does not name its own person, or nobody', async () => {
    const own = await subject();
    const media = await item(own);
    expect((await state(media, own)).text).toContain('own_person');
    expect((await state(media, newId(), dpo)).text).toContain('unknown_subject');
  });

  it.each(['support_agent', 'compliance_officer', 'records_manager', 'legal'] as const)(
    'is not changed by %s',
    async (role) => {
      const media = await item(await subject());
      const person = await vault.person(role);
      expect(told(await state(media, await subject(), person))).toMatch(/^40[34] /);
      expect(on(await vault.http(dpo, 'get', `/v1/media/${media}/people`)).people).toEqual([]);
      const refused = (await vault.events(person.id)).filter(({ decision }) => decision === 'deny');
      expect(refused).toHaveLength(1);
    },
  );
});
