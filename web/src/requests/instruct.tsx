import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SubjectField } from '../library/subject-field';
import { announce } from '../parts/announce';
import { FormAlert } from '../session/form-alert';
import { requestActs, type WholeRequest } from './request-api';
import styles from './requests.module.css';

const choices = ['yes', 'no'] as const;

/** What the controller instructed, where the data are processed for one. */
export function Instruct({ request, onClose }: { request: WholeRequest; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reference, setReference] = useState('');
  const [act, setAct] = useState<(typeof choices)[number] | ''>('');
  const [subject, setSubject] = useState(request.subject ?? '');
  const complete = reference.trim() !== '' && (act === 'no' || (act === 'yes' && subject !== ''));
  const instruct = useMutation({
    mutationFn: () =>
      requestActs.instruct(request.id, {
        reference: reference.trim(),
        act: act === 'yes',
        ...(act === 'yes' ? { subject } : {}),
      }),
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
      title={t('requests.instruct.title')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) instruct.mutate();
        }}
      >
        <p>{t('requests.instruct.text', { controller: request.controller })}</p>
        <TextInput
          data-autofocus
          required
          label={t('requests.instruct.reference')}
          value={reference}
          onChange={(event) => setReference(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('requests.instruct.act')}
          required
          value={act}
          data={[
            { value: '', label: t('filters.choose'), disabled: true },
            ...choices.map((value) => ({ value, label: t(`requests.instruct.${value}`) })),
          ]}
          onChange={(event) => setAct(choices.find((code) => code === event.currentTarget.value) ?? '')}
        />
        {act === 'yes' && (
          <SubjectField
            fromTicket={null}
            value={subject}
            nobody={t('requests.record.noSubject')}
            onFound={setSubject}
          />
        )}
        <FormAlert error={instruct.error} />
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={instruct.isPending} disabled={!complete}>
            {t('requests.instruct.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
