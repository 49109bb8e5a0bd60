import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { withTimes } from '../api/days';
import { questions } from '../api/questions';
import type { Alert } from '../api/types';
import { shortTime } from '../i18n/formats';
import { announce } from '../parts/announce';
import { FormAlert } from '../session/form-alert';
import styles from './verification.module.css';

interface Days {
  from: string;
  to: string;
}

/** Signs that a period of the log was looked at, with which alerts, and what was found. What was found is the person's own to say. */
export function SignReview({ period, onClose }: { period?: Days; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [days, setDays] = useState<Days>(period ?? { from: '', to: '' });
  const [alerts, setAlerts] = useState<readonly string[]>([]);
  const [outcome, setOutcome] = useState<'' | 'nothing_found' | 'finding'>('');
  const [finding, setFinding] = useState('');
  const sign = useMutation({
    mutationFn: async () => {
      if (outcome === '') return;
      const found = outcome === 'finding' ? { finding } : {};
      await acts.signReview({ ...withTimes(days), alerts: [...alerts], outcome, ...found });
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
            data-autofocus={end === 'from' || undefined}
            label={t(`verification.sign.${end}`)}
            value={days[end]}
            onChange={(event) => {
              setDays({ ...days, [end]: event.currentTarget.value });
              setAlerts([]);
            }}
          />
        ))}
        <AlertsOf days={days} chosen={alerts} onChange={setAlerts} />
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

/** The alerts of those days: which of them were looked at is said, not assumed. */
function AlertsOf({
  days,
  chosen,
  onChange,
}: {
  days: Days;
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const { data } = useQuery({ ...questions.alerts(), enabled: days.from !== '' && days.to !== '' });
  if (!data) return null;
  const raised = raisedWithin(data.items, withTimes(days));
  if (raised.length === 0) return <p>{t('verification.sign.noAlerts')}</p>;
  return (
    <Checkbox.Group label={t('verification.sign.alerts')} value={[...chosen]} onChange={(ids) => onChange(ids)}>
      <div className={styles.alerts}>
        {raised.map(({ id, rule, occurredAt }) => (
          <Checkbox key={id} value={id} label={`${shortTime(occurredAt)} · ${t(`alerts.rule.${rule}`)}`} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

function raisedWithin(alerts: readonly Alert[], { from, to }: Days): Alert[] {
  const [first, end] = [Date.parse(from), Date.parse(to)];
  return alerts.filter(({ occurredAt }) => Date.parse(occurredAt) >= first && Date.parse(occurredAt) < end);
}
