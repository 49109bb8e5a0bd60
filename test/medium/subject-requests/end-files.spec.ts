import { EndFiles } from '../../../src/casework/subject-requests/register/end-files.job';
import type { Id } from '../../../src/kernel';
import { VaultOfRequests } from './vault-of-requests';

describe('the file of a request', () => {
  let work: VaultOfRequests;
  beforeAll(async () => {
    work = await VaultOfRequests.start();
  });
  afterAll(() => work.vault.close());

  const closed = async (): Promise<Id> => {
    const wish = { type: 'complaint', regime: 'UK', jurisdiction: 'GB', channel: 'post', text: 'You were slow.' };
    const { id } = (await work.post('dpo', '/v1/subject-requests', wish)).body as { id: Id };
    const path = `/v1/subject-requests/${id}`;
    await work.post('dpo', `${path}/identity`, { result: 'not_identified' });
    const { text } = (await work.post('dpo', `${path}/letters`, { contact: 'dpo@example.org' })).body as {
      text: string;
    };
    await work.post('dpo', `${path}/answers`, { outcome: 'not_identified', text });
    await work.post('dpo', `${path}/closing`);
    return id;
  };
  /** The clock moves on: it was closed that much earlier. */
  const after = async (id: Id, months: number) => {
    await work.vault.sql('UPDATE requests.request SET closed_at = now() - make_interval(months => $2) WHERE id = $1', [
      ...[id, months],
    ]);
    await work.vault.app.get(EndFiles, { strict: false }).endDue(new AbortController().signal);
    const shown = await work.vault.http(work.people.dpo, 'get', `/v1/subject-requests/${id}`);
    return shown.body as { text: string | null; answer: string | null; state: string };
  };

  it('goes by its row, three years later', async () => {
    const id = await closed();
    expect(await after(id, 35)).toMatchObject({ text: 'You were slow.', state: 'closed' });
    expect(await after(id, 37)).toMatchObject({ text: null, answer: null, state: 'closed' });
    await after(id, 38);
    const ended = (await work.vault.events(id)).filter(({ type }) => type === 'request.file_ended');
    expect(ended).toHaveLength(1);
  });
});
