import { createHash } from 'node:crypto';
import type { ApiClient } from './api-client';
import { DemoFailed } from './api-client';
import type { MadePerson } from './demo-people';
import type { Specimen } from './specimens';

/** What the walk did, for the lines that are printed. */
export interface Walk {
  readonly taken: readonly { readonly fileName: string; readonly id: string; readonly state: string }[];
  readonly passport: string;
  readonly opened: { readonly entry: number; readonly bytes: number; readonly unchanged: boolean };
  readonly refused: { readonly code: string };
}

export const kycTicket = 'KYC-4711';
export const supportTicket = 'SUP-1042';

/** Takes the specimens in, opens the passport as the KYC agent, and is refused as the support agent. */
export async function walk(
  program: ApiClient,
  agents: { kyc: ApiClient; support: ApiClient; kycPerson: MadePerson; supportPerson: MadePerson },
  specimens: readonly Specimen[],
): Promise<Walk> {
  await openTicket(program, kycTicket, agents.kycPerson.id, 'kyc_review');
  await openTicket(program, supportTicket, agents.supportPerson.id, 'support');
  const subject = await program.ask('make a subject', 'POST', '/v1/subjects', {
    json: { identifiers: [{ kind: 'email', value: 'mira.sommer@utopia.example' }] },
  });
  const taken = [];
  for (const specimen of specimens) taken.push(await takeIn(program, specimen, String(subject.json()['id'])));
  const passport = taken.find(({ fileName }) => fileName.startsWith('passport'))?.id ?? '';
  const original = specimens.find(({ documentClass }) => documentClass === 'passport')?.bytes ?? Buffer.alloc(0);
  return {
    taken,
    passport,
    opened: await open(agents.kyc, passport, original),
    refused: await beRefused(agents.support, passport),
  };
}

async function openTicket(program: ApiClient, id: string, assignee: string, purpose: string): Promise<void> {
  await program.ask('make a ticket', 'PUT', `/v1/tickets/own/${id}`, { json: { status: 'open', assignee, purpose } });
}

async function takeIn(program: ApiClient, specimen: Specimen, subject: string): Promise<Walk['taken'][number]> {
  const { fileName, documentClass, contentType, purpose, legalBasis, bytes } = specimen;
  const ticket = purpose === 'kyc_review' ? kycTicket : supportTicket;
  const answer = await program.ask('take an item in', 'POST', '/v1/media', {
    body: bytes,
    headers: {
      'Content-Type': contentType,
      'Content-Disposition': `attachment; filename="${fileName}"`,
      'Vault-Ticket': `own/${ticket}`,
      'Vault-Subject': subject,
      'Vault-Class': documentClass,
      'Vault-Purpose': purpose,
      'Vault-Jurisdiction': 'EU',
      'Vault-Legal-Basis': legalBasis,
    },
  });
  const { id, state } = answer.json();
  return { fileName, id: String(id), state: String(state) };
}

const viewOf = (): { json: unknown } => ({
  json: { ticket: { system: 'own', id: kycTicket }, purpose: 'kyc_review', rendition: 'original' },
});

async function open(agent: ApiClient, passport: string, original: Buffer): Promise<Walk['opened']> {
  const view = (await agent.ask('open the passport', 'POST', `/v1/media/${passport}/views`, viewOf())).json();
  const content = await agent.ask('read the passport', 'GET', `/v1/views/${String(view['id'])}/content`);
  await agent.ask('close the view', 'DELETE', `/v1/views/${String(view['id'])}`);
  const same = (a: Buffer, b: Buffer): boolean =>
    createHash('sha256').update(a).digest().equals(createHash('sha256').update(b).digest());
  return { entry: Number(view['entry']), bytes: content.bytes.length, unchanged: same(content.bytes, original) };
}

async function beRefused(agent: ApiClient, passport: string): Promise<Walk['refused']> {
  const answer = await agent.send('POST', `/v1/media/${passport}/views`, viewOf());
  if (answer.status < 400) throw new DemoFailed('be refused', answer);
  return { code: `${answer.status} ${String(answer.json()['code'])}` };
}
