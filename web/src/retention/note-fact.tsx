import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../parts/announce';
import styles from '../requests/requests.module.css';
import { FormAlert, FormNotice } from '../session/form-alert';
import { useSession } from '../session/use-session';
import { useOwnTickets } from '../shell/use-own-tickets';
import { retentionActs } from './retention-api';
import { statedEvents, statedFacts } from './statements';

const kinds = ['fact', 'item', 'subject'] as const;
const values = ['yes', 'no'] as const;

interface Props {
  media: string;
  subject: string;
  onClose: () => void;
}

/** Roles that see every subject; agents reach one through an own open ticket that names them. */
const seeSubjects = ['compliance_officer', 'records_manager', 'dpo'];

function useReachesSubject(subject: string): boolean {
  const { actor } = useSession();
  const tickets = useOwnTickets();
  return actor.roles.some((role) => seeSubjects.includes(role)) || tickets.some((ticket) => ticket.subject === subject);
}

interface Said {
  kind: string;
  which: string;
  value: string;
  day: string;
}

function isComplete({ kind, which, value, day }: Said): boolean {
  return which !== '' && (kind === 'fact' ? value !== '' : day !== '');
}

function codesOf(kind: string): readonly string[] {
  if (kind === 'fact') return statedFacts;
  return kind === 'item' || kind === 'subject' ? statedEvents[kind] : [];
}

/** Says a fact of the item, or an event of it or its person; the claims are worked out anew at once. */
export function NoteFact({ media, subject, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const reached = useReachesSubject(subject);
  const [said, setSaid] = useState<Said>({ kind: '', which: '', value: '', day: '' });
  const { kind, which, value, day } = said;
  const unreached = kind === 'subject' && !reached;
  const complete = !unreached && isComplete(said);
  const note = useMutation({
    mutationFn: async () => {
      if (kind === 'fact') return retentionActs.noteItem(media, { facts: [{ code: which, value }] });
      const events = [{ type: which, at: `${day}T12:00:00Z` }];
      return kind === 'item'
        ? retentionActs.noteItem(media, { events })
        : retentionActs.noteSubject(subject, { events });
    },
    onSuccess: async () => {
      announce(t('retention.note.done'));
      await client.invalidateQueries({ queryKey: ['item', media] });
      onClose();
    },
  });
  const choice = (name: keyof typeof said, label: string, options: readonly { value: string; label: string }[]) => (
    <NativeSelect
      label={label}
      required
      value={said[name]}
      data={[{ value: '', label: t('filters.choose'), disabled: true }, ...options]}
      onChange={(event) =>
        setSaid({ ...said, ...(name === 'kind' ? { which: '', value: '' } : {}), [name]: event.currentTarget.value })
      }
    />
  );
  const codes = unreached ? [] : codesOf(kind);
  const group = kind === 'fact' ? 'fact' : 'event';
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('retention.note.title')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) note.mutate();
        }}
      >
        <p>{t('retention.note.text')}</p>
        {choice(
          'kind',
          t('retention.note.what'),
          kinds.map((code) => ({ value: code, label: t(`retention.note.${code}`) })),
        )}
        {unreached && (
          <FormNotice>
            <strong>{t('retention.note.unreached')}</strong>
            <p>{t('retention.note.unreachedText')}</p>
          </FormNotice>
        )}
        {codes.length > 0 &&
          choice(
            'which',
            t('retention.note.which'),
            codes.map((code) => ({ value: code, label: t(`retention.${group}.${code}`) })),
          )}
        {kind === 'fact' &&
          choice(
            'value',
            t('retention.note.value'),
            values.map((code) => ({ value: code, label: t(`retention.value.${code}`) })),
          )}
        {codes.length > 0 && kind !== 'fact' && (
          <TextInput
            type="date"
            required
            label={t('retention.note.day')}
            value={day}
            onChange={(event) => setSaid({ ...said, day: event.currentTarget.value })}
          />
        )}
        <FormAlert error={note.error} />
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={note.isPending} disabled={!complete}>
            {t('retention.note.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
