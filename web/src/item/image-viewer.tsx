import { IconPhotoOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../parts/page-states';
import { Posed } from './posed';
import type { Box } from './stage';
import type { ContentProps } from './viewer';
import styles from './viewer.module.css';

/** A picture, straight from the view's own address: no copy is kept in the page. */
export function ImageViewer({ source, name, overlay, controls }: ContentProps) {
  const { t } = useTranslation();
  const [natural, setNatural] = useState<Box | null>(null);
  const [failed, setFailed] = useState(false);
  return (
    <Posed natural={natural} name={name} overlay={overlay} controls={controls}>
      {(style) =>
        failed ? (
          <Notice icon={IconPhotoOff} tone="attention" title={t('item.unshowable')}>
            <p>{t('item.unshowableText')}</p>
          </Notice>
        ) : (
          <img
            className={styles.content}
            style={style}
            src={source}
            alt={name}
            draggable={false}
            onLoad={({ currentTarget }) =>
              setNatural({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
            }
            onError={() => setFailed(true)}
          />
        )
      }
    </Posed>
  );
}
