import { Button, Modal, SegmentedControl, Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import type { LogFilters } from '../api/questions';
import { FormAlert, FormNotice } from '../session/form-alert';
import styles from './jobs.module.css';
import { orderOf } from './order';

const kinds = ['bundle', 'pdf', 'json'] as const;
const kept = ['7', '30', '90', '366'] as const;

interface Props {
  filters: LogFilters;
  /** What narrows the page and cannot narrow evidence, in words. */
  leftOut?: readonly string[];
  onClose: () => void;
}

/** Orders a bundle or a report of what the filters show, and follows its work. */
export function OrderEvidence({ filters, leftOut = [], onClose }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [kind, setKind] = useState<(typeof kinds)[number]>('bundle');
  const [days, setDays] = useState<string>('30');
  const order = useMutation({
    mutationFn: () => {
      const asked = { ...orderOf(filters), completeness: 'all' as const, keptDays: Number(days) };
      return kind === 'bundle'
        ? acts.orderBundle({ ...asked, content: 'hashes' })
        : acts.orderReport({ ...asked, format: kind });
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['operations'] });
      await navigate({ to: '/jobs/$id', params: { id } });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('order.title')} closeButtonProps={{ 'aria-label': t('parts.close') }}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          order.mutate();
        }}
      >
        {leftOut.length > 0 && (
          <FormNotice>
            <strong>{t('order.leftOut', { what: leftOut.join(', ') })}</strong>
            <p>{t('order.leftOutText')}</p>
          </FormNotice>
        )}
        <SegmentedControl
          fullWidth
          aria-label={t('order.kind')}
          value={kind}
          onChange={(value) => setKind(value)}
          data={kinds.map((value) => ({ value, label: t(`order.kinds.${value}`) }))}
        />
        <p>{t(`order.text.${kind}`)}</p>
        <Select
          label={t('order.kept')}
          value={days}
          allowDeselect={false}
          data={kept.map((value) => ({ value, label: t('order.days', { count: Number(value) }) }))}
          onChange={(value) => setDays(value ?? days)}
        />
        <FormAlert error={order.error} />
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" data-autofocus loading={order.isPending}>
            {t(leftOut.length > 0 ? 'order.without' : 'order.order')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
