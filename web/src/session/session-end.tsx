import { Button } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import { clockTime } from '../i18n/formats';
import styles from './session-end.module.css';
import { useSession } from './use-session';

const warningMillis = 120_000;

/** Two minutes before the session ends: when, and how to stay. */
export function SessionEnd() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { expiresAt } = useSession();
  const [near, setNear] = useState(false);
  useEffect(() => {
    setNear(false);
    const timer = setTimeout(() => setNear(true), Math.max(0, new Date(expiresAt).getTime() - warningMillis - Date.now()));
    return () => clearTimeout(timer);
  }, [expiresAt]);
  if (!near) return null;
  return (
    <div className={styles.warning} role="alert">
      <IconClock size={16} stroke={1.8} aria-hidden />
      <span>{t('session.ends', { at: clockTime(expiresAt) })}</span>
      <Button size="compact-sm" variant="default" onClick={() => void client.refetchQueries(questions.session())}>
        {t('session.stay')}
      </Button>
    </div>
  );
}
