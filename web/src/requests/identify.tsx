import { Button, Modal, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SubjectField } from '../library/subject-field';
import { announce } from '../parts/announce';
import { FormAlert } from '../session/form-alert';
import { requestActs, type WholeRequest } from './request-api';
import styles from './requests.module.css';

const results = ['confirmed', 'asked', 'not_identified'] as const;
const means = ['known_login', 'known_contact', 'ticket_facts', 'nominee_proof', 'identity_document'] as const;

/** Who asks: by what is known already. An identity document comes last, and nobody has to ask for one. */
export function Identify({ request, onClose }: { request: WholeRequest; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [result, setResult] = useState<(typeof results)[number] | ''>('');
  const [by, setBy] = useState<(typeof means)[number] | ''>('');
  const [subject, setSubject] = useState(request.subject ?? '');
  const confirmed = result === 'confirmed';
  const complete = result !== '' && (!confirmed || (by !== '' && subject !== ''));
  const identify = useMutation({
    mutationFn: async () => {
      if (result === '') return;
      const found = confirmed && by !== '' ? { means: by, subject } : {};
      await requestActs.identify(request.id, { result, ...found });
    },
    onSuccess: async () => {
      announce(t('requests.stepDone'));
      await client.invalidateQueries({ queryKey: ['requests'] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('requests.identify.title')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) identify.mutate();
        }}
      >
        <p>{t('requests.identify.text')}</p>
        <NativeSelect
          data-autofocus
          label={t('requests.identify.result')}
          required
          value={result}
          data={[
            { value: '', label: t('filters.choose'), disabled: true },
            ...results.map((value) => ({ value, label: t(`requests.identify.${value}`) })),
          ]}
          onChange={(event) => setResult(results.find((code) => code === event.currentTarget.value) ?? '')}
        />
        {confirmed && (
          <NativeSelect
            label={t('requests.identify.means')}
            required
            value={by}
            data={[
              { value: '', label: t('filters.choose'), disabled: true },
              ...means.map((value) => ({ value, label: t(`requests.means.${value}`) })),
            ]}
            onChange={(event) => setBy(means.find((code) => code === event.currentTarget.value) ?? '')}
          />
        )}
        {confirmed && (
          <SubjectField
            fromTicket={null}
            value={subject}
            nobody={t('requests.record.noSubject')}
            onFound={setSubject}
          />
        )}
        <FormAlert error={identify.error} />
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={identify.isPending} disabled={!complete}>
            {t('requests.identify.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
