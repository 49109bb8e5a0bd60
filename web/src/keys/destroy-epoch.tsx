import { useTranslation } from 'react-i18next';
import { count } from '../i18n/formats';
import { TypeToConfirm } from '../parts/type-to-confirm';
import type { EpochBar } from './epoch-bars';
import { keyActs } from './key-api';

/** Asks for the end of an epoch's root before its time; the number of the epoch is typed, others approve. */
export function DestroyEpoch({ bar: { epoch, wraps }, onClose }: { bar: EpochBar; onClose: () => void }) {
  const { t } = useTranslation();
  const word = String(epoch);
  return (
    <TypeToConfirm
      title={t('epochs.destroyTitle', { epoch })}
      noWayBack={t('epochs.noWayBack')}
      word={word}
      label={t('epochs.type', { word })}
      submit={t('epochs.destroySubmit')}
      run={() => keyActs.askDestruction(epoch)}
      said={t('epochs.asked')}
      stale={['approvals']}
      onClose={onClose}
    >
      <p>{t('epochs.destroyText', { wraps: count(wraps) })}</p>
    </TypeToConfirm>
  );
}
