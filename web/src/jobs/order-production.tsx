import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import { announce } from '../parts/announce';
import form from '../requests/requests.module.css';
import { FormAlert, FormNotice } from '../session/form-alert';

const texts = ['reference', 'legalBasis', 'subject', 'ticket'] as const;

/** An authority's order: what is asked here, two people of DPO and Legal approve. */
export function OrderProduction({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const recipients = useQuery(questions.recipients());
  const [recipient, setRecipient] = useState('');
  const [secret, setSecret] = useState(true);
  const [written, setWritten] = useState({ reference: '', legalBasis: '', subject: '', ticket: '' });
  const ask = useMutation({
    mutationFn: () => {
      const { reference, legalBasis, subject, ticket } = written;
      const scope = { subject: subject.trim() };
      const under = { system: 'own', id: ticket.trim() };
      return acts.askProduction({ reference, legalBasis, recipient, scope, ticket: under, secret });
    },
    onSuccess: async () => {
      announce(t('productions.asked'));
      await client.invalidateQueries({ queryKey: ['approvals'] });
      await navigate({ to: '/approvals' });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('productions.order')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <FormNotice>{t('productions.intro')}</FormNotice>
        <NativeSelect
          label={t('productions.authority')}
          description={t('productions.authorityRule')}
          required
          value={recipient}
          data={[
            { value: '', label: t('filters.choose'), disabled: true },
            ...(recipients.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => setRecipient(event.currentTarget.value)}
        />
        {texts.map((name) => (
          <TextInput
            key={name}
            required
            label={t(`productions.field.${name}`)}
            description={t(`productions.rule.${name}`)}
            autoComplete="off"
            value={written[name]}
            onChange={(event) => setWritten({ ...written, [name]: event.currentTarget.value })}
          />
        ))}
        <Checkbox
          label={t('productions.secret')}
          description={t('productions.secretText')}
          checked={secret}
          onChange={(event) => setSecret(event.currentTarget.checked)}
        />
        <FormAlert error={ask.error ?? recipients.error} />
        <div className={form.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={ask.isPending} disabled={recipient === ''}>
            {t('productions.ask')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
