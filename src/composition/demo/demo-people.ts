import type { INestApplicationContext } from '@nestjs/common';
import { type Role, roles, scopes, systemContext } from '../../kernel';
import { Clients, People } from '../../trust/identity';
import type { DemoPerson } from './demo-state';
import { ApiClient } from './api-client';
import { newSecret } from '../../kernel';

const names: Readonly<Record<Role, [name: string, displayName: string]>> = {
  support_agent: ['sam', 'Sam Brandt'],
  kyc_agent: ['kavya', 'Kavya Iyer'],
  compliance_officer: ['cora', 'Cora Weber'],
  dpo: ['dev', 'Dev Patel'],
  legal: ['lena', 'Lena Okafor'],
  records_manager: ['rosa', 'Rosa Marin'],
  auditor: ['axel', 'Axel Lind'],
  administrator: ['ada', 'Ada Novak'],
  key_administrator: ['kim', 'Kim Sato'],
};

export interface MadePerson extends DemoPerson {
  readonly id: string;
}

/** Makes one person for each role. */
export async function makePeople(vault: INestApplicationContext): Promise<Record<Role, MadePerson>> {
  const service = vault.get(People);
  const made: Partial<Record<Role, MadePerson>> = {};
  for (const role of roles) {
    const [name, displayName] = names[role];
    const { id, oneTimePassword } = await service.createPerson(systemContext('demo'), {
      name,
      displayName,
      roles: [role],
    });
    made[role] = { id, name, role, oneTimePassword };
  }
  return made as Record<Role, MadePerson>;
}

/** Signs in as a person does: with the one-time password, which has to be changed first. */
export async function signIn(api: ApiClient, person: MadePerson): Promise<ApiClient> {
  const password = `demo ${newSecret()}`;
  const first = await api.ask('sign in', 'POST', '/v1/sessions', {
    json: { name: person.name, password: person.oneTimePassword },
  });
  const changed = await api
    .as({ Cookie: cookieOf(first.headers) })
    .ask('change a password', 'PUT', '/v1/account/password', {
      json: { current: person.oneTimePassword, next: password },
    });
  const rotated = cookieOf(changed.headers);
  return api.as({ Cookie: rotated === '' ? cookieOf(first.headers) : rotated });
}

/** Gives a person a fresh one-time password to print; the demo's own sessions of theirs end. */
export async function printable(vault: INestApplicationContext, person: MadePerson): Promise<DemoPerson> {
  const { oneTimePassword } = await vault.get(People).resetPassword(systemContext('demo'), person.id);
  return { name: person.name, role: person.role, oneTimePassword };
}

/** A client credential with every scope, and an access token of it. */
export async function makeClient(vault: INestApplicationContext): Promise<{ id: string; secret: string }> {
  const { id, secret } = await vault
    .get(Clients)
    .createClient(systemContext('demo'), { name: 'demo', scopes: [...scopes] });
  return { id, secret };
}

export async function asProgram(api: ApiClient, { id, secret }: { id: string; secret: string }): Promise<ApiClient> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret });
  const answer = await api.ask('get a token', 'POST', '/v1/oauth/token', { body });
  return api.as({ Authorization: `Bearer ${String(answer.json()['access_token'])}` });
}

function cookieOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}
