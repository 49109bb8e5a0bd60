import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import { FormAlert } from './form-alert';
import { OutsidePage } from './outside-page';
import styles from './outside-page.module.css';
import { homeOf } from './rights';
import { useSession } from './use-session';

export const shortestPassword = 12;

/** A new password: forced after a one-time one, else by choice. */
export function PasswordPage() {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const change = useMutation({
    mutationFn: acts.changePassword,
    onSuccess: async () => {
      await client.invalidateQueries(questions.session());
      await navigate({ to: homeOf(session.actor.roles) });
    },
  });
  const differs = again !== '' && again !== next;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!differs) change.mutate({ current, next });
  };
  const toggle = { 'aria-label': t('signIn.showPassword') };
  return (
    <OutsidePage
      title={t('password.title')}
      intro={t(session.mustChangePassword ? 'password.forced' : 'password.intro')}
    >
      <form className={styles.form} onSubmit={submit}>
        <input type="hidden" name="username" autoComplete="username" value={session.actor.name} readOnly />
        <PasswordInput
          label={t(session.mustChangePassword ? 'password.oneTime' : 'password.current')}
          autoComplete="current-password"
          required
          autoFocus
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
        />
        <PasswordInput
          label={t('password.next')}
          description={t('password.rule', { count: shortestPassword })}
          autoComplete="new-password"
          required
          minLength={shortestPassword}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
        />
        <PasswordInput
          label={t('password.again')}
          autoComplete="new-password"
          required
          value={again}
          error={differs ? t('password.differs') : undefined}
          onChange={(event) => setAgain(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
        />
        <FormAlert error={change.error} />
        <Button type="submit" loading={change.isPending}>
          {t('password.submit')}
        </Button>
      </form>
    </OutsidePage>
  );
}
