import { Button, Modal, TextInput } from '@mantine/core';
import { IconFlame } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormAlert } from '../session/form-alert';
import { announce } from './announce';
import styles from './type-to-confirm.module.css';

interface Props {
  title: string;
  /** What is done, to how much, and what stays. */
  children: ReactNode;
  /** The point of no return, where there is one. */
  noWayBack?: string;
  /** What has to be typed, and how that is asked for. */
  word: string;
  label: string;
  submit: string;
  run: () => Promise<unknown>;
  /** Said once it is done. */
  said: string;
  /** Questions whose answers are old then, by the first part of their key. */
  stale: readonly string[];
  onClose: () => void;
}

/** Dangerous work: it says what happens and from where there is no way back, and the person types what it is about. */
export function TypeToConfirm(props: Props) {
  const { title, children, noWayBack, word, label, submit, run, said, stale, onClose } = props;
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const running = useMutation({
    mutationFn: run,
    onSuccess: async () => {
      announce(said);
      await Promise.all(stale.map((key) => client.invalidateQueries({ queryKey: [key] })));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('parts.close') }}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === word) running.mutate();
        }}
      >
        {children}
        {noWayBack !== undefined && (
          <p className={styles.danger}>
            <IconFlame size={16} stroke={1.8} aria-hidden /> {noWayBack}
          </p>
        )}
        <TextInput
          data-autofocus
          label={label}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <FormAlert error={running.error} />
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button
            type="submit"
            {...(noWayBack === undefined ? {} : { color: 'red' })}
            loading={running.isPending}
            disabled={typed !== word}
          >
            {submit}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** What an approval is about, in the vault's own sentences. */
export function Lines({ of }: { of: readonly string[] }) {
  return (
    <ul className={styles.lines}>
      {of.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
