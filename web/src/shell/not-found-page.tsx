import { IconMapPinOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../parts/button-link';
import { Notice } from '../parts/page-states';

/** A path that the console does not have. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <main>
      <title>{`${t('notFound.title')} · Strongroom`}</title>
      <Notice
        icon={IconMapPinOff}
        alone
        title={t('notFound.title')}
        actions={
          <ButtonLink variant="default" to="/">
            {t('notFound.home')}
          </ButtonLink>
        }
      >
        <p>{t('notFound.text')}</p>
      </Notice>
    </main>
  );
}
