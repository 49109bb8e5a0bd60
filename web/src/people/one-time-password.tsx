import { Button, Modal } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Copyable } from '../parts/copyable';
import { Facts } from '../parts/facts';
import { FormNotice } from '../session/form-alert';
import styles from '../grants/grants.module.css';

/** Shown once, and nowhere kept: the person must change it at first sign-in. */
export function OneTimePassword({ name, password, onClose }: { name: string; password: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('people.handTitle', { name })}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <div className={styles.form}>
        <p className={styles.second}>{t('people.handText')}</p>
        <Facts
          rows={[
            [t('signIn.name'), <code key="name">{name}</code>],
            [t('password.oneTime'), <Copyable key="password" value={password} label={t('password.oneTime')} />],
          ]}
        />
        <FormNotice>{t('people.once')}</FormNotice>
        <div className={styles.actions}>
          <Button leftSection={<IconKey size={16} stroke={1.8} />} data-autofocus onClick={onClose}>
            {t('people.handed')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
