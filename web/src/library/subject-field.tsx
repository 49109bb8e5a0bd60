import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { shortId } from '../i18n/formats';
import { announce } from '../parts/announce';
import { Badge } from '../parts/badge';
import { FormAlert } from '../session/form-alert';
import styles from './take-in.module.css';

const kinds = ['customer_number', 'email', 'phone'] as const;

interface Props {
  fromTicket: string | null;
  value: string;
  /** What it means that nobody is named. */
  nobody: string;
  onFound: (subject: string) => void;
}

/** Whom the item is about: the ticket's subject, else found (or made) by an identifier that never enters a URL. */
export function SubjectField({ fromTicket, value, nobody, onFound }: Props) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<(typeof kinds)[number]>(kinds[0]);
  const [identifier, setIdentifier] = useState('');
  const find = useMutation({
    mutationFn: () => acts.findOrMakeSubject({ kind, value: identifier.trim() }),
    onSuccess: (subject) => {
      onFound(subject.id);
      announce(t('takeIn.subjectFound', { id: shortId('s', subject.id) }));
    },
  });
  if (fromTicket !== null && value === fromTicket) {
    return (
      <p>
        {t('takeIn.subject')} <Badge tone="accent">{shortId('s', fromTicket)}</Badge> {t('takeIn.subjectOfTicket')}
      </p>
    );
  }
  return (
    <>
      <div className={styles.subject}>
        <NativeSelect
          label={t('takeIn.identifierKind')}
          value={kind}
          onChange={(event) => setKind(kinds.find((code) => code === event.currentTarget.value) ?? kinds[0])}
          data={kinds.map((code) => ({ value: code, label: t(`takeIn.kind.${code}`) }))}
        />
        <TextInput
          label={t('takeIn.identifier')}
          autoComplete="off"
          value={identifier}
          onChange={(event) => setIdentifier(event.currentTarget.value)}
        />
        <Button
          variant="default"
          loading={find.isPending}
          disabled={identifier.trim() === ''}
          onClick={() => find.mutate()}
        >
          {t('takeIn.find')}
        </Button>
      </div>
      <p>
        {value === '' ? nobody : t('takeIn.subject')}{' '}
        {value !== '' && <Badge tone="accent">{shortId('s', value)}</Badge>}
      </p>
      <FormAlert error={find.error} />
    </>
  );
}
