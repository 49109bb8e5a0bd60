import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { questions } from '../api/questions';
import { FormAlert, FormNotice } from './form-alert';
import { OutsidePage } from './outside-page';
import styles from './outside-page.module.css';
import { returnPath } from './return-path';
import { homeOf } from './rights';

/** Sign-in. Over plain HTTP from another machine it explains itself instead of asking for a password. */
export function SignInPage() {
  const { t } = useTranslation();
  const { to, ended } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const router = useRouter();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: acts.signIn,
    onSuccess: async () => {
      client.clear();
      const session = await client.query(questions.session());
      if (session.mustChangePassword) return navigate({ to: '/password' });
      const back = returnPath(to);
      if (back === null) return navigate({ to: homeOf(session.actor.roles) });
      router.history.push(back);
      return undefined;
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ name: name.trim(), password });
  };
  const secure = window.isSecureContext;
  return (
    <OutsidePage title={t('signIn.title')} intro={t('signIn.intro')}>
      <form className={styles.form} onSubmit={submit}>
        {!secure && <FormNotice>{t('signIn.insecure')}</FormNotice>}
        {ended && signIn.isIdle && <FormNotice>{t('signIn.ended')}</FormNotice>}
        <TextInput
          label={t('signIn.name')}
          name="username"
          autoComplete="username"
          required
          disabled={!secure}
          autoFocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          required
          disabled={!secure}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        <FormAlert error={signIn.error} />
        <Button type="submit" loading={signIn.isPending} disabled={!secure}>
          {t('signIn.submit')}
        </Button>
      </form>
    </OutsidePage>
  );
}
