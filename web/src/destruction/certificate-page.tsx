import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { count, longDay, shortId } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { Copyable } from '../parts/copyable';
import { PageHead } from '../parts/page-head';
import { Answered } from '../parts/page-states';
import { useMay } from '../session/use-session';
import { irreversibleAtOf, textOf } from './certificate';
import { CertificateFacts, Downloads } from './certificate-card';
import { destructionQuestions, type Certificate } from './destruction-api';
import styles from './destruction.module.css';

/** One certificate: what it proves, from when on, and the files to give away. */
export function CertificatePage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/certificates/$id' });
  const certificate = useQuery(destructionQuestions.certificate(id));
  return (
    <>
      {!certificate.data && <PageHead title={t('destruction.certificate.name')} />}
      <Answered of={certificate}>{(data) => <Whole of={data} />}</Answered>
    </>
  );
}

function Whole({ of }: { of: Certificate }) {
  const { t } = useTranslation();
  const can = useMay();
  const text = textOf(of);
  const final = irreversibleAtOf(of);
  return (
    <>
      <PageHead
        title={
          final === null
            ? t('destruction.certificates.page', { count: text.items.count })
            : t('destruction.certificates.pageFinal', { count: text.items.count, day: longDay(final) })
        }
        calls={[
          { method: 'GET', path: `/v1/certificates/${of.id}` },
          { method: 'GET', path: `/v1/certificates/${of.id}/document?language=de` },
          { method: 'GET', path: `/v1/certificates/${of.id}/signature` },
          { method: 'GET', path: `/v1/certificates/${of.id}/items` },
        ]}
        beside={
          <>
            <Badge>{t(`destruction.ground.${text.authority.ground}`)}</Badge>
            <Copyable value={of.id} shown={shortId('c', of.id)} label={t('destruction.certificate.name')} />
          </>
        }
      />
      <div className={styles.pair}>
        <Card title={t('destruction.certificates.says')}>
          <CertificateFacts of={of} />
          <p className={styles.second}>
            {t('destruction.certificates.stayed', { count: text.kept })}
            {text.log.entry !== null && ` ${t('destruction.certificates.entry', { n: count(text.log.entry) })}`}
          </p>
          {can('destruction') && (
            <p>
              <Link to="/destruction/$id" params={{ id: text.plan.id }}>
                {t('destruction.certificates.toPlan')}
              </Link>
            </p>
          )}
        </Card>
        <Card title={t('destruction.certificates.files')}>
          <Downloads of={of} />
          <p className={styles.second}>{t('destruction.certificates.verify')}</p>
        </Card>
      </div>
    </>
  );
}
