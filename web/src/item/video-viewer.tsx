import { IconVideoOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../parts/page-states';
import type { ContentProps } from './viewer';
import styles from './viewer.module.css';

/** A video: seeking asks the view for ranges, which count under its one entry. */
export function VideoViewer({ source, name, overlay, controls }: ContentProps) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState(false);
  return (
    <>
      <div className={styles.well}>
        {failed ? (
          <div className={styles.message}>
            <Notice icon={IconVideoOff} tone="attention" title={t('item.unshowable')}>
              <p>{t('item.unshowableText')}</p>
            </Notice>
          </div>
        ) : (
          <video
            className={styles.video}
            src={source}
            aria-label={name}
            controls
            preload="metadata"
            controlsList="nodownload noremoteplayback nofullscreen"
            disablePictureInPicture
            onError={() => setFailed(true)}
          />
        )}
        {overlay}
      </div>
      <div className={styles.tools}>{controls}</div>
    </>
  );
}
