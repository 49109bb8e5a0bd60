import { EndBreachFiles } from '../../../src/casework/breaches/end-files.job';
import { newId } from '../../../src/kernel';
import { type Caller, VaultAtWork } from '../media/vault-at-work';

interface Breach {
  readonly state: string;
  readonly file: { summary: string } | null;
  readonly lessons: string | null;
}

const facts = { kinds: ['confidentiality'], jurisdictions: ['DE', 'IN'], summary: 'A laptop was stolen.' };

describe('the file of a breach', () => {
  let vault: VaultAtWork;
  let dpo: Caller;
  beforeAll(async () => {
    vault = await VaultAtWork.start();
    dpo = await vault.person('dpo');
  });
  afterAll(() => vault.close());

  const post = async (path: string, body: object): Promise<{ id: string }> => {
    const answer = await vault.http(dpo, 'post', `/v1/breaches${path}`).send(body);
    if (answer.status >= 300) throw new Error(answer.text);
    return answer.body as { id: string };
  };
  /** Recorded, assessed, told to everybody, closed; and something was found to be reached. */
  const closed = async (): Promise<string> => {
    const { id } = await post('', { ...facts, capacity: 'controller' });
    await post(`/${id}/assessments`, { ...facts, risk: 'none', unintelligible: true, assessment: 'Encrypted.' });
    const shown = await vault.http(dpo, 'get', `/v1/breaches/${id}`);
    for (const { code } of (shown.body as { notices: { code: string }[] }).notices)
      await post(`/${id}/notices/${code}/deliveries`, { text: 'We notify you.' });
    await post(`/${id}/closing`, { lessons: 'Lock laptops.' });
    const reach = newId();
    await vault.sql(
      `INSERT INTO breaches.reach (id, breach_id, query, made_by, log_size, counts) VALUES ($1, $2, '{}', $3, 1, '{}')`,
      [reach, id, dpo.id],
    );
    await vault.sql(
      `INSERT INTO breaches.reached (reach_id, media_id, ways, readings) VALUES ($1, $2, '{opened}', 1)`,
      [...[reach, newId()]],
    );
    return id;
  };
  /** The clock moves on: it was closed that much earlier. */
  const after = async (id: string, months: number): Promise<Breach & { reached: number }> => {
    await vault.sql('UPDATE breaches.breach SET closed_at = now() - make_interval(months => $2) WHERE id = $1', [
      ...[id, months],
    ]);
    await vault.app.get(EndBreachFiles, { strict: false }).endDue(new AbortController().signal);
    const shown = await vault.http(dpo, 'get', `/v1/breaches/${id}`);
    const [rows] = await vault.sql<{ reached: number }>(
      `SELECT count(*)::int AS reached FROM breaches.reached d JOIN breaches.reach r ON r.id = d.reach_id WHERE r.breach_id = $1`,
      [id],
    );
    return { ...(shown.body as Breach), reached: rows?.reached ?? NaN };
  };

  it('goes by its row, five years later', async () => {
    const id = await closed();
    expect(await after(id, 59)).toMatchObject({ file: { summary: facts.summary }, state: 'closed', reached: 1 });
    expect(await after(id, 61)).toMatchObject({ file: null, lessons: null, state: 'closed', reached: 0 });
    await after(id, 62);
    const ended = (await vault.events(id)).filter(({ type }) => type === 'breach.file_ended');
    expect(ended).toHaveLength(1);
  });
});
