import { Button, Modal, NativeSelect, SegmentedControl } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconReportAnalytics } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import type { StandingQuestion } from '../api/types';
import { FormAlert } from '../session/form-alert';
import { useMay } from '../session/use-session';
import styles from './jobs.module.css';

const keeping: readonly StandingQuestion[] = ['overdue', 'holds', 'restrictions', 'disposition_runs'];
const others: readonly StandingQuestion[] = ['processing', 'questions'];
const formats = ['pdf', 'json'] as const;

/** Orders a report about the vault as it is now, and follows its work. Begins with the question of the page it stands on. */
export function OrderAnswer({ first }: { first: StandingQuestion }) {
  const { t } = useTranslation();
  const can = useMay();
  const [opened, dialog] = useDisclosure(false);
  if (!can('orderAnswers')) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconReportAnalytics size={16} stroke={1.8} />}
        aria-haspopup="dialog"
        onClick={dialog.open}
      >
        {t('answers.button')}
      </Button>
      {opened && <AnswerDialog first={first} onClose={dialog.close} />}
    </>
  );
}

function AnswerDialog({ first, onClose }: { first: StandingQuestion; onClose: () => void }) {
  const { t } = useTranslation();
  const can = useMay();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [question, setQuestion] = useState(first);
  const [format, setFormat] = useState<(typeof formats)[number]>('pdf');
  const asked = can('orderEvidence') ? [...keeping, ...others] : keeping;
  const order = useMutation({
    mutationFn: () => acts.orderAnswer({ question, format, keptDays: 30 }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['operations'] });
      await navigate({ to: '/jobs/$id', params: { id } });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('answers.title')} closeButtonProps={{ 'aria-label': t('parts.close') }}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          order.mutate();
        }}
      >
        <NativeSelect
          label={t('answers.question')}
          value={question}
          data={asked.map((value) => ({ value, label: t(`answers.name.${value}`) }))}
          onChange={(event) => setQuestion(asked.find((one) => one === event.currentTarget.value) ?? first)}
        />
        <p>{t(`answers.text.${question}`)}</p>
        <SegmentedControl
          fullWidth
          aria-label={t('order.kind')}
          value={format}
          onChange={setFormat}
          data={formats.map((value) => ({ value, label: t(`order.kinds.${value}`) }))}
        />
        <FormAlert error={order.error} />
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" data-autofocus loading={order.isPending}>
            {t('order.order')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
