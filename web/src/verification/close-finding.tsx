import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import type { LogReview } from '../api/types';
import { announce } from '../parts/announce';
import { FormAlert } from '../session/form-alert';
import styles from './verification.module.css';

/** Signs what was done about a finding; it cannot be said again. */
export function CloseFinding({ review, onClose }: { review: LogReview; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [closure, setClosure] = useState('');
  const close = useMutation({
    mutationFn: () => acts.closeReview(review.id, closure),
    onSuccess: async () => {
      announce(t('verification.findingClosed'));
      await client.invalidateQueries({ queryKey: ['reviews'] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('verification.closeTitle', { finding: review.finding ?? '' })}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          close.mutate();
        }}
      >
        <p>{t('verification.closeText')}</p>
        <TextInput
          data-autofocus
          required
          label={t('verification.closure')}
          description={t('verification.closureRule')}
          pattern="[a-z][a-z0-9_]{1,63}"
          value={closure}
          onChange={(event) => setClosure(event.currentTarget.value)}
        />
        <FormAlert error={close.error} />
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={close.isPending} disabled={closure === ''}>
            {t('verification.signNow')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
