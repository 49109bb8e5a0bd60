import { useTranslation } from 'react-i18next';
import { count } from '../i18n/formats';
import { TypeToConfirm } from '../parts/type-to-confirm';
import { retentionActs, type Hold } from './retention-api';

/** Asks for the end of a hold: how many items it keeps stands there, and the matter is typed. */
export function AskRelease({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <TypeToConfirm
      title={t('holds.releaseTitle', { matter: hold.matter })}
      word={hold.matter}
      label={t('holds.releaseType', { word: hold.matter })}
      submit={t('holds.releaseSubmit')}
      run={() => retentionActs.askRelease(hold.id)}
      said={t('holds.releaseDone')}
      stale={['approvals']}
      onClose={onClose}
    >
      <p>{t('holds.releaseText', { items: count(hold.items) })}</p>
    </TypeToConfirm>
  );
}
