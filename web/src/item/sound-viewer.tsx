import { IconMicrophone } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContentProps } from './viewer';
import styles from './viewer.module.css';

/** A voice note. */
export function SoundViewer({ source, name, overlay, controls }: ContentProps) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState(false);
  return (
    <>
      <div className={styles.well}>
        {overlay}
        <div className={styles.sound}>
          <IconMicrophone size={56} stroke={1.2} aria-hidden />
          {failed ? (
            <p role="alert">{t('item.unshowable')}</p>
          ) : (
            <audio
              src={source}
              aria-label={name}
              controls
              preload="metadata"
              controlsList="nodownload"
              onError={() => setFailed(true)}
            />
          )}
        </div>
      </div>
      <div className={styles.tools}>{controls}</div>
    </>
  );
}
