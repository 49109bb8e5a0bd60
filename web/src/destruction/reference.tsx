import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { shortId } from '../i18n/formats';
import { useMay } from '../session/use-session';

/** What a plan rests on: a request and an earlier plan have pages, a code stands for itself. */
export function Reference({ of: { kind, id } }: { of: { kind: string; id: string } }) {
  const { t } = useTranslation();
  const can = useMay();
  if (kind === 'subject_request') {
    const name = <code>{shortId('r', id)}</code>;
    return can('requests') ? (
      <Link to="/requests/$id" params={{ id }} title={t('destruction.toRequest')}>
        {name}
      </Link>
    ) : (
      name
    );
  }
  if (kind === 'plan' && can('destruction'))
    return (
      <Link to="/destruction/$id" params={{ id }}>
        <code>{shortId('d', id)}</code>
      </Link>
    );
  return <code>{kind === 'code' ? id : shortId('d', id)}</code>;
}

/** What a person types before a plan is approved or started: the number under which it is known. */
export function wordOf({ id, reference }: { id: string; reference: { kind: string; id: string } }): string {
  if (reference.kind === 'code') return reference.id;
  return reference.kind === 'subject_request' ? shortId('r', reference.id) : shortId('d', id);
}
