import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { FormAlert, FormNotice } from '../session/form-alert';
import { OutsidePage } from '../session/outside-page';
import styles from '../session/outside-page.module.css';
import { shortestPassword } from '../session/password-page';

/** The token stands behind `#`, which no browser sends to a server, and leaves the address bar at once. */
function takeToken(): string {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '';
  if (token !== '') window.history.replaceState(window.history.state, '', window.location.pathname);
  return token;
}

/** The first start's one-time link: makes the first administrator. */
export function SetupPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [token] = useState(takeToken);
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const setUp = useMutation({ mutationFn: acts.setUp, onSuccess: () => navigate({ to: '/sign-in' }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setUp.mutate({ token, name: name.trim(), displayName: displayName.trim(), password });
  };
  return (
    <OutsidePage title={t('setup.title')} intro={t('setup.intro')}>
      <form className={styles.form} onSubmit={submit}>
        {token === '' && <FormNotice>{t('setup.noToken')}</FormNotice>}
        <TextInput
          label={t('people.displayName')}
          autoComplete="name"
          required
          value={displayName}
          onChange={(event) => setDisplayName(event.currentTarget.value)}
        />
        <TextInput
          label={t('signIn.name')}
          description={t('people.nameRule')}
          autoComplete="username"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('signIn.password')}
          description={t('password.rule', { count: shortestPassword })}
          autoComplete="new-password"
          required
          minLength={shortestPassword}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        <FormAlert error={setUp.error} />
        <Button type="submit" loading={setUp.isPending} disabled={token === ''}>
          {t('setup.submit')}
        </Button>
      </form>
    </OutsidePage>
  );
}
