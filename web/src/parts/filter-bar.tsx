import { IconFilter, IconX } from '@tabler/icons-react';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from './announce';
import styles from './filter-bar.module.css';

export interface FilterField {
  /** The member of the URL. */
  name: string;
  /** Closed lists offer their codes; the rest is typed. */
  choices?: readonly { code: string; name: string }[];
  kind?: 'day';
  /** What the vault expects, from what was typed. */
  normalise?: (text: string) => string;
  /** The value in words, where it is a code in the URL. */
  inWords?: (value: string) => string;
}

interface Props {
  fields: readonly FilterField[];
  values: Record<string, string | undefined>;
  onChange: (name: string, value: string | undefined) => void;
  aside?: ReactNode;
  /** Where typing is more than `field:value`. */
  entry?: ReactNode;
}

/**
 * The filters of a list: what is set stands as chips that can be taken off, and `field:value` can be typed.
 * They live in the URL, so that a link says what it shows.
 */
export function FilterBar({ fields, values, onChange, aside, entry }: Props) {
  const { t } = useTranslation();
  const [field, setField] = useState<FilterField | null>(null);
  const set = fields.filter(({ name }) => values[name] !== undefined && values[name] !== '');
  const chosen = (name: string, value: string) => {
    onChange(name, value);
    setField(null);
    announce(t('filters.added', { name: t(`filters.${name}`), value }));
  };
  const remove = (name: string) => {
    onChange(name, undefined);
    announce(t('filters.removed', { name: t(`filters.${name}`) }));
  };
  return (
    <div className={styles.bar} role="search" aria-label={t('filters.label')}>
      <IconFilter size={16} stroke={1.8} aria-hidden />
      <ul className={styles.chips}>
        {set.map(({ name, inWords = (value) => value }) => (
          <Chip
            key={name}
            name={t(`filters.${name}`)}
            value={inWords(values[name] ?? '')}
            onRemove={() => remove(name)}
          />
        ))}
      </ul>
      {field?.choices || field?.kind === 'day' ? (
        <Chooser field={field} onChosen={(value) => chosen(field.name, value)} onCancel={() => setField(null)} />
      ) : entry === undefined ? (
        <Entry fields={fields} onField={setField} onChosen={chosen} />
      ) : (
        <>
          {entry}
          <FieldList fields={fields.filter(({ choices, kind }) => choices ?? kind)} onField={setField} />
        </>
      )}
      {aside !== undefined && <span className={styles.aside}>{aside}</span>}
    </div>
  );
}

function Chip({ name, value, onRemove }: { name: string; value: string; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={styles.chip}>
      <code>
        {name}:{value}
      </code>
      <button type="button" onClick={onRemove} aria-label={t('filters.remove', { name, value })}>
        <IconX size={12} stroke={2} aria-hidden />
      </button>
    </li>
  );
}

/** The typed part: `ticket:ZD-4711` and Enter; a bare field name opens its list. */
function Entry({
  fields,
  onField,
  onChosen,
}: {
  fields: readonly FilterField[];
  onField: (field: FilterField) => void;
  onChosen: (name: string, value: string) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const names = fields.map(({ name }) => t(`filters.${name}`));
  const submit = () => {
    const [typed = '', ...rest] = text.split(':');
    const field = fields.find(({ name }) => [name, t(`filters.${name}`)].includes(typed.trim().toLowerCase()));
    const value = rest.join(':').trim();
    if (field && value !== '') onChosen(field.name, field.normalise?.(value) ?? value);
    else if (field && (field.choices || field.kind)) onField(field);
    else if (field) setText(`${typed.trim()}:`);
    if (field && (value !== '' || field.choices || field.kind)) setText('');
  };
  return (
    <>
      <input
        ref={input}
        className={styles.entry}
        data-filter-entry
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && submit()}
        placeholder={t('filters.placeholder', { names: names.slice(0, 5).join(', ') })}
        aria-label={t('filters.add')}
        autoComplete="off"
        spellCheck={false}
      />
      <FieldList
        fields={fields}
        onField={(field) => {
          if (field.choices || field.kind) onField(field);
          else {
            setText(`${t(`filters.${field.name}`)}:`);
            input.current?.focus();
          }
        }}
      />
    </>
  );
}

function FieldList({ fields, onField }: { fields: readonly FilterField[]; onField: (field: FilterField) => void }) {
  const { t } = useTranslation();
  return (
    <select
      className={styles.add}
      value=""
      aria-label={t('filters.chooseField')}
      onChange={(event) => {
        const field = fields.find(({ name }) => name === event.currentTarget.value);
        if (field) onField(field);
      }}
    >
      <option value="">{t('filters.addShort')}</option>
      {fields.map(({ name }) => (
        <option key={name} value={name}>
          {t(`filters.${name}`)}
        </option>
      ))}
    </select>
  );
}

function Chooser({
  field,
  onChosen,
  onCancel,
}: {
  field: FilterField;
  onChosen: (value: string) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const label = t(`filters.${field.name}`);
  const leave = (key: string) => key === 'Escape' && onCancel();
  if (field.kind === 'day') {
    return (
      <label className={styles.chooser}>
        {label}
        <input
          type="date"
          autoFocus
          onKeyDown={(event) => leave(event.key)}
          onChange={(event) => event.currentTarget.value !== '' && onChosen(event.currentTarget.value)}
        />
      </label>
    );
  }
  return (
    <label className={styles.chooser}>
      {label}
      <select
        autoFocus
        value=""
        onKeyDown={(event) => leave(event.key)}
        onChange={(event) => onChosen(event.currentTarget.value)}
      >
        <option value="" disabled>
          {t('filters.choose')}
        </option>
        {field.choices?.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
