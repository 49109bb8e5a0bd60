import { useHotkeys } from '@mantine/hooks';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { forgetCalls } from '../api/calls';
import { Loading } from '../parts/page-states';
import { SessionEnd } from '../session/session-end';
import { useMay } from '../session/use-session';
import { Bell } from './bell';
import { ActorMenu } from './actor-menu';
import { JumpField } from './jump-field';
import { useKeys } from './keys';
import { KeysHelp } from './keys-help';
import { PurposeBar } from './purpose-bar';
import { Rail } from './rail';
import styles from './shell.module.css';

/** The frame of every page behind sign-in: rail, jump field, purpose bar, and the page. */
export function Shell() {
  const { t } = useTranslation();
  const can = useMay();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [help, setHelp] = useState(false);
  useEffect(forgetCalls, [pathname]);
  useHotkeys([['mod+K', () => document.getElementById('jump')?.focus()]], []);
  useKeys({
    '/': () => document.querySelector<HTMLElement>('[data-filter-entry]')?.focus(),
    '?': () => setHelp(true),
    'g l': () => can('library') && void navigate({ to: '/library' }),
    'g a': () => can('log') && void navigate({ to: '/log' }),
    'g v': () => can('log') && void navigate({ to: '/verification' }),
    'g j': () => can('evidence') && void navigate({ to: '/jobs' }),
    'g g': () => can('grants') && void navigate({ to: '/grants' }),
    'g q': () => can('toRequests') && void navigate({ to: '/requests' }),
    'g t': () => can('retention') && void navigate({ to: '/retention' }),
    'g h': () => can('retention') && void navigate({ to: '/holds' }),
    'g b': () => can('recordBreach') && void navigate({ to: '/breaches' }),
    'g k': () => can('keys') && void navigate({ to: '/keys' }),
    'g p': () => can('people') && void navigate({ to: '/people' }),
  });
  return (
    <>
      <a className={styles.skip} href="#main">
        {t('shell.skip')}
      </a>
      <Rail />
      <div className={styles.beside}>
        <header className={styles.bar}>
          <JumpField />
          <div className={styles.who}>
            {can('open') && <PurposeBar />}
            <Bell />
            <ActorMenu onKeys={() => setHelp(true)} />
          </div>
        </header>
        <SessionEnd />
        <main id="main" className={styles.page} tabIndex={-1}>
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <KeysHelp opened={help} onClose={() => setHelp(false)} />
    </>
  );
}
