import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../shell/mark';
import styles from './outside-page.module.css';

/** The frame of pages before sign-in: one form in the middle of a quiet page. */
export function OutsidePage({ title, intro, children }: { title: string; intro: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <title>{`${title} · Strongroom`}</title>
      <div className={styles.panel}>
        <div className={styles.brand}>
          <Mark size={28} />
          Strongroom
        </div>
        <h1>{title}</h1>
        <p className={styles.intro}>{intro}</p>
        {children}
      </div>
      <p className={styles.foot}>{t('outside.foot')}</p>
    </main>
  );
}
