import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCircleCheck, IconClock, IconLock, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import type { Person } from '../api/types';
import { exactTime, shortTime } from '../i18n/formats';
import { announce } from '../parts/announce';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { PageHead } from '../parts/page-head';
import { Answered, Failed } from '../parts/page-states';
import table from '../parts/table.module.css';
import { useSession } from '../session/use-session';
import { useNames } from '../shell/use-names';
import { OneTimePassword } from './one-time-password';
import { PersonForm } from './person-form';

interface Handed {
  name: string;
  password: string;
}

/** Who may enter, in which roles; never one's own. */
export function PeoplePage() {
  const { t } = useTranslation();
  const people = useQuery(questions.people());
  const [adding, { open, close }] = useDisclosure(false);
  const [handed, setHanded] = useState<Handed | null>(null);
  const [editing, setEditing] = useState<Person | null>(null);
  return (
    <>
      <PageHead
        title={people.data ? titleOf(people.data.items, t) : t('people.name')}
        calls={[
          { method: 'GET', path: '/v1/people' },
          { method: 'POST', path: '/v1/people', body: { name: '…', displayName: '…', roles: ['kyc_agent'] } },
          { method: 'POST', path: '/v1/people/{id}/lock' },
        ]}
        actions={
          <Button leftSection={<IconPlus size={16} stroke={1.8} />} onClick={open}>
            {t('people.add')}
          </Button>
        }
      />
      <Card flush label={t('people.name')}>
        <Answered of={people}>
          {({ items }) => <PeopleTable people={items} onEdit={setEditing} onHanded={setHanded} />}
        </Answered>
      </Card>
      {adding && <PersonForm person={null} onClose={close} onHanded={setHanded} />}
      {editing && <PersonForm person={editing} onClose={() => setEditing(null)} onHanded={setHanded} />}
      {handed && <OneTimePassword {...handed} onClose={() => setHanded(null)} />}
    </>
  );
}

function titleOf(people: readonly Person[], t: (key: string, values?: Record<string, unknown>) => string): string {
  const locked = people.filter((person) => person.locked).length;
  const fresh = people.filter((person) => person.mustChangePassword && !person.locked).length;
  return [
    t('people.count', { count: people.length }),
    locked > 0 ? t('people.locked', { count: locked }) : '',
    fresh > 0 ? t('people.fresh', { count: fresh }) : '',
  ]
    .filter(Boolean)
    .join(', ');
}

interface TableProps {
  people: readonly Person[];
  onEdit: (person: Person) => void;
  onHanded: (handed: Handed) => void;
}

function PeopleTable({ people, onEdit, onHanded }: TableProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: async ({ person, what }: { person: Person; what: 'lock' | 'unlock' | 'reset' }) => {
      if (what === 'lock') await acts.lockPerson(person.id);
      else if (what === 'unlock') await acts.unlockPerson(person.id);
      else onHanded({ name: person.name, password: (await acts.resetPassword(person.id)).oneTimePassword });
    },
    onSuccess: async (_, { person, what }) => {
      announce(t(`people.done.${what}`, { name: person.displayName }));
      await client.invalidateQueries({ queryKey: ['people'] });
    },
  });
  return (
    <>
      {change.error && <Failed error={change.error} />}
      <div className={table.wrap}>
        <table className={table.table}>
          <thead>
            <tr>
              {['person', 'roles', 'state', 'lastSignIn'].map((column) => (
                <th key={column} scope="col">
                  {t(`people.column.${column}`)}
                </th>
              ))}
              <th scope="col" className={table.right}>
                {t('people.column.act')}
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <Row
                key={person.id}
                person={person}
                onEdit={() => onEdit(person)}
                onChange={(what) => change.mutate({ person, what })}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({
  person,
  onEdit,
  onChange,
}: {
  person: Person;
  onEdit: () => void;
  onChange: (what: 'lock' | 'unlock' | 'reset') => void;
}) {
  const { t } = useTranslation();
  const { roleOf } = useNames();
  const { actor } = useSession();
  const own = actor.id === person.id;
  const label = (action: string) => t('people.actOn', { action: t(action), name: person.displayName });
  return (
    <tr>
      <td data-label={t('people.column.person')}>
        <span>
          <span className={table.strong}>{person.displayName}</span> <span className={table.small}>{person.name}</span>
        </span>
      </td>
      <td data-label={t('people.column.roles')}>{person.roles.map(roleOf).join(', ')}</td>
      <td data-label={t('people.column.state')}>
        <PersonState person={person} />
      </td>
      <td
        data-label={t('people.column.lastSignIn')}
        title={person.lastSignInAt === null ? undefined : exactTime(person.lastSignInAt)}
      >
        {person.lastSignInAt === null ? t('people.never') : shortTime(person.lastSignInAt)}
      </td>
      <td>
        {own ? (
          <div className={table.actions}>
            <span className={table.small}>{t('people.you')}</span>
          </div>
        ) : (
          <div className={table.actions}>
            <Button size="compact-sm" variant="default" aria-label={label('people.edit')} onClick={onEdit}>
              {t('people.edit')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={label('people.reset')}
              onClick={() => onChange('reset')}
            >
              {t('people.reset')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={label(person.locked ? 'people.unlock' : 'people.lock')}
              onClick={() => onChange(person.locked ? 'unlock' : 'lock')}
            >
              {t(person.locked ? 'people.unlock' : 'people.lock')}
            </Button>
          </div>
        )}
      </td>
    </tr>
  );
}

function PersonState({ person }: { person: Person }) {
  const { t } = useTranslation();
  if (person.locked) {
    return (
      <Badge tone="danger" icon={IconLock}>
        {t('people.state.locked')}
      </Badge>
    );
  }
  if (person.mustChangePassword) {
    return (
      <Badge tone="attention" icon={IconClock}>
        {t('people.state.fresh')}
      </Badge>
    );
  }
  return (
    <Badge tone="verified" icon={IconCircleCheck}>
      {t('people.state.active')}
    </Badge>
  );
}
