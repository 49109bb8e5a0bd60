import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Answered } from '../parts/page-states';
import form from '../requests/requests.module.css';
import { breachQuestions, type BreachNotice, type WholeBreach } from './breach-api';

/** A notice as it was given, and why it was late. */
export function NoticeText({
  breach,
  notice,
  onClose,
}: {
  breach: WholeBreach;
  notice: BreachNotice;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const file = useQuery(breachQuestions.notice(breach.id, notice.code));
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t(`breaches.notice.name.${notice.code}`)}
      closeButtonProps={{ 'aria-label': t('parts.close') }}
    >
      <Answered of={file}>
        {({ text, lateReason }) => (
          <>
            {lateReason !== null && (
              <p>
                <strong>{t('breaches.give.lateReason')}</strong> {lateReason}
              </p>
            )}
            <pre className={form.letter} tabIndex={0}>
              {text}
            </pre>
          </>
        )}
      </Answered>
    </Modal>
  );
}
