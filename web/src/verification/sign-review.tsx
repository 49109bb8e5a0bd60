import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { withTimes } from '../api/days';
import { announce } from '../parts/announce';
import { FormAlert } from '../session/form-alert';
import styles from './verification.module.css';

/** Signs that a period of the log was looked at, and what was found; the days are the person's own. */
export function SignReview({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [days, setDays] = useState({ from: '', to: '' });
  const [outcome, setOutcome] = useState<'' | 'nothing_found' | 'finding'>('');
  const [finding, setFinding] = useState('');
  const sign = useMutation({
    mutationFn: async () => {
      if (outcome === '') return;
      await acts.signReview({ ...withTimes(days), outcome, ...(outcome === 'finding' ? { finding } : {}) });
    },
    onSuccess: async () => {
      announce(t('verification.signed'));
      await client.invalidateQueries({ queryKey: ['reviews'] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('verification.signTitle')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          sign.mutate();
        }}
      >
        {(['from', 'to'] as const).map((end) => (
          <TextInput
            key={end}
            type="date"
            required
            label={t(`verification.sign.${end}`)}
            value={days[end]}
            onChange={(event) => setDays({ ...days, [end]: event.currentTarget.value })}
          />
        ))}
        <NativeSelect
          label={t('verification.review.outcome')}
          required
          value={outcome}
          // Nothing is chosen for the person: what was found is theirs to say.
          data={[
            { value: '', label: t('filters.choose'), disabled: true },
            { value: 'nothing_found', label: t('verification.nothingFound') },
            { value: 'finding', label: t('verification.sign.finding') },
          ]}
          onChange={(event) => setOutcome(event.currentTarget.value as typeof outcome)}
        />
        {outcome === 'finding' && (
          <TextInput
            required
            label={t('verification.sign.code')}
            description={t('verification.sign.codeRule')}
            pattern="[a-z][a-z0-9_]{1,63}"
            value={finding}
            onChange={(event) => setFinding(event.currentTarget.value)}
          />
        )}
        <FormAlert error={sign.error} />
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={sign.isPending} disabled={outcome === ''}>
            {t('verification.signNow')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
