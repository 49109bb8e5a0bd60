import { Select } from '@mantine/core';
import { IconDownload, IconFileCertificate, IconSignature } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { count, longDay, longTime, shortHash, shortId } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { Copyable } from '../parts/copyable';
import { Facts } from '../parts/facts';
import { Answered } from '../parts/page-states';
import { irreversibleAtOf, signedFile, textOf } from './certificate';
import { destructionQuestions, type Certificate } from './destruction-api';
import styles from './destruction.module.css';

const languages = ['en', 'de', 'hi'] as const;

/** What proves it, on the page of its plan: for people, for machines, and what came later. */
export function CertificateCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const certificate = useQuery(destructionQuestions.certificate(id));
  return (
    <Card
      title={t('destruction.certificate.name')}
      aside={
        <Link to="/certificates/$id" params={{ id }}>
          <code>{shortId('c', id)}</code>
        </Link>
      }
    >
      <Answered of={certificate} rows={3}>
        {(data) => (
          <>
            <CertificateFacts of={data} />
            <Downloads of={data} />
          </>
        )}
      </Answered>
    </Card>
  );
}

export function CertificateFacts({ of }: { of: Certificate }) {
  const { t } = useTranslation();
  const text = textOf(of);
  return (
    <Facts
      rows={[
        [t('destruction.certificate.issued'), longTime(of.issuedAt)],
        [t('destruction.certificate.items'), count(text.items.count)],
        [t('destruction.certificate.logical'), text.logicalAt === null ? '' : longTime(text.logicalAt)],
        [
          t('destruction.certificate.list'),
          <Copyable key="list" value={text.items.sha256} shown={shortHash(text.items.sha256)} label="SHA-256" />,
        ],
        [t('destruction.certificate.addendum'), <Addendum key="addendum" of={of} />],
      ]}
    />
  );
}

export function Addendum({ of }: { of: Certificate }) {
  const { t } = useTranslation();
  const at = irreversibleAtOf(of);
  return at === null ? (
    <Badge tone="attention">{t('destruction.certificate.noAddendum')}</Badge>
  ) : (
    <Badge tone="verified" icon={IconSignature}>
      {t('destruction.certificate.final', { day: longDay(at) })}
    </Badge>
  );
}

/** As PDF in the reader's language; as signed text, for a program; and the list of the items that it names by its hash. */
export function Downloads({ of }: { of: Certificate }) {
  const { t } = useTranslation();
  const [language, setLanguage] = useState<string>('en');
  const path = `/v1/certificates/${of.id}`;
  const signed = `data:application/json,${encodeURIComponent(signedFile(of))}`;
  return (
    <div className={styles.downloads}>
      <div className={styles.pdf}>
        <Select
          label={t('destruction.certificate.language')}
          allowDeselect={false}
          value={language}
          data={languages.map((value) => ({ value, label: t(`destruction.certificate.languages.${value}`) }))}
          onChange={(value) => setLanguage(value ?? language)}
        />
        <a href={`${path}/document?language=${language}`} download={`certificate-${of.id}-${language}.pdf`}>
          <IconDownload size={14} stroke={1.8} aria-hidden /> {t('destruction.certificate.pdf')}
        </a>
      </div>
      <a href={signed} download={`certificate-${of.id}.json`}>
        <IconFileCertificate size={14} stroke={1.8} aria-hidden /> {t('destruction.certificate.signed')}
      </a>
      <a href={`${path}/items`} download={`certificate-${of.id}-items.ndjson`}>
        <IconDownload size={14} stroke={1.8} aria-hidden /> {t('destruction.certificate.itemList')}
      </a>
    </div>
  );
}
