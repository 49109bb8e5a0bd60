import { Button, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import form from '../requests/requests.module.css';
import { FormAlert } from '../session/form-alert';
import { breachActs, type WholeBreach } from './breach-api';
import { useBreachStep } from './use-breach-step';

/** The end of the work: what was learned is written down. */
export function CloseBreach({ breach, onClose }: { breach: WholeBreach; onClose: () => void }) {
  const { t } = useTranslation();
  const [lessons, setLessons] = useState('');
  const step = useBreachStep(t('breaches.close.done'), onClose);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('breaches.close.title')}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          step.mutate(() => breachActs.close(breach.id, lessons));
        }}
      >
        <p className={form.second}>{t('breaches.close.intro')}</p>
        <Textarea
          data-autofocus
          required
          label={t('breaches.fact.lessons')}
          maxLength={20_000}
          autosize
          minRows={4}
          maxRows={12}
          value={lessons}
          onChange={(event) => setLessons(event.currentTarget.value)}
        />
        <FormAlert error={step.error} />
        <div className={form.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={step.isPending} disabled={lessons.trim() === ''}>
            {t('breaches.close.submit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
