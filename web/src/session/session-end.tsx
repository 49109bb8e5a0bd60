import { Button } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acts } from '../api/acts';
import { lastUse } from '../api/client';
import { clockTime } from '../i18n/formats';
import { endOf } from './end-of';
import styles from './session-end.module.css';
import { useSession } from './use-session';

const warningMillis = 120_000;
const lookMillis = 10_000;

/** Two minutes before the session ends: when, and how to stay where that is possible. */
export function SessionEnd() {
  const { t } = useTranslation();
  const session = useSession();
  const [end, setEnd] = useState(() => endOf(session, lastUse()));
  const look = () => setEnd(endOf(session, lastUse()));
  useEffect(() => {
    const timer = setInterval(() => setEnd(endOf(session, lastUse())), lookMillis);
    return () => clearInterval(timer);
  }, [session]);
  const stay = useMutation({ mutationFn: acts.stay, onSettled: look });
  if (end.at - Date.now() > warningMillis) return null;
  return (
    <div className={styles.warning} role="alert">
      <IconClock size={16} stroke={1.8} aria-hidden />
      <span>{t('session.ends', { at: clockTime(new Date(end.at).toISOString()) })}</span>
      {end.byIdling && (
        <Button size="compact-sm" variant="default" loading={stay.isPending} onClick={() => stay.mutate()}>
          {t('session.stay')}
        </Button>
      )}
    </div>
  );
}
