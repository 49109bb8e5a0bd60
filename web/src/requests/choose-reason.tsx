import { Button, Modal, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../parts/announce';
import { FormAlert } from '../session/form-alert';
import styles from './requests.module.css';

interface Props<Code extends string> {
  title: string;
  text: string;
  reasons: readonly { code: Code; name: string }[];
  submit: string;
  run: (reason: Code) => Promise<unknown>;
  onClose: () => void;
}

/** A step that needs a reason from a closed list. */
export function ChooseReason<Code extends string>({ title, text, reasons, submit, run, onClose }: Props<Code>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const step = useMutation({
    mutationFn: async () => {
      const chosen = reasons.find(({ code }) => code === reason);
      if (chosen) await run(chosen.code);
    },
    onSuccess: async () => {
      announce(t('requests.stepDone'));
      for (const about of ['requests', 'breaches']) await client.invalidateQueries({ queryKey: [about] });
      await client.invalidateQueries({ queryKey: ['approvals'] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('parts.close') }}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          step.mutate();
        }}
      >
        <p>{text}</p>
        <NativeSelect
          data-autofocus
          label={t('requests.reason')}
          required
          value={reason}
          data={[
            { value: '', label: t('filters.choose'), disabled: true },
            ...reasons.map(({ code, name }) => ({ value: code, label: name })),
          ]}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FormAlert error={step.error} />
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button type="submit" loading={step.isPending} disabled={reason === ''}>
            {submit}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
