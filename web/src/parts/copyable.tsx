import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from './announce';
import styles from './copyable.module.css';

/** An id or hash, shortened for the eye; pressing it copies the whole. */
export function Copyable({ value, shown = value, label }: { value: string; shown?: string; label: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value).catch(() => undefined);
    setCopied(true);
    announce(t('parts.copied', { what: label }));
    setTimeout(() => setCopied(false), 2000);
  };
  const Mark = copied ? IconCheck : IconCopy;
  return (
    <button
      type="button"
      className={styles.copyable}
      title={value}
      onClick={() => void copy()}
      aria-label={t('parts.copy', { what: label, value: shown })}
    >
      <code>{shown}</code>
      <Mark size={13} stroke={1.8} aria-hidden />
    </button>
  );
}
