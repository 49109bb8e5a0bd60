import { Button, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconApi, IconCopy } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { asCurl, onCalls, recentCalls, type ApiCall } from '../api/calls';
import { announce } from './announce';
import styles from './show-api-call.module.css';

function Call({ call }: { call: ApiCall }) {
  const { t } = useTranslation();
  const line = asCurl(call, window.location.origin);
  const copy = async () => {
    await navigator.clipboard.writeText(line).catch(() => undefined);
    announce(t('parts.copied', { what: t('calls.call') }));
  };
  return (
    <li className={styles.call}>
      <div className={styles.head}>
        <code>
          <strong>{call.method}</strong> {call.path}
        </code>
        {call.status !== undefined && (
          <span className={styles.status}>{t('calls.status', { status: call.status })}</span>
        )}
      </div>
      {/* A long line scrolls sideways, also by keyboard. */}
      <pre className={styles.line} tabIndex={0} aria-label={t('calls.call')}>
        {line}
      </pre>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconCopy size={14} stroke={1.8} />}
        onClick={() => void copy()}
      >
        {t('calls.copy')}
      </Button>
    </li>
  );
}

/** Shows which calls this page makes and has made: the console has no private API. */
export function ShowApiCall({ calls }: { calls: readonly ApiCall[] }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const made = useSyncExternalStore(onCalls, recentCalls);
  return (
    <>
      <Button variant="default" leftSection={<IconApi size={16} stroke={1.8} />} onClick={open}>
        {t('calls.show')}
      </Button>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size="lg"
        title={t('calls.title')}
        closeButtonProps={{ 'aria-label': t('parts.close') }}
      >
        <p className={styles.intro}>{t('calls.intro')}</p>
        {calls.length > 0 && <CallList title={t('calls.possible')} calls={calls} />}
        <CallList title={t('calls.made')} calls={made} />
      </Drawer>
    </>
  );
}

function CallList({ title, calls }: { title: string; calls: readonly ApiCall[] }) {
  return (
    <section className={styles.list}>
      <h3>{title}</h3>
      <ul>
        {calls.map((call) => (
          <Call key={`${call.method} ${call.path}`} call={call} />
        ))}
      </ul>
    </section>
  );
}
