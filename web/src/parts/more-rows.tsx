import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import styles from './table.module.css';

interface Props {
  more: boolean;
  loading: boolean;
  onMore: () => void;
}

/** The foot of a table whose next page the vault has not given yet. */
export function MoreRows({ more, loading, onMore }: Props) {
  const { t } = useTranslation();
  if (!more) return null;
  return (
    <div className={styles.foot}>
      <Button variant="default" size="compact-sm" loading={loading} onClick={onMore}>
        {t('library.more')}
      </Button>
    </div>
  );
}
