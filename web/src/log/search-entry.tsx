import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { questions } from '../api/questions';
import filterBar from '../parts/filter-bar.module.css';

const settledMillis = 150;

/** A search as it is typed, with what the vault says could come next. */
export function SearchEntry({ onTyped }: { onTyped: (text: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text, settledMillis);
  const list = useId();
  const { data } = useQuery({
    ...questions.suggestions(settled),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <input
        className={filterBar.entry}
        data-filter-entry
        list={list}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || text.trim() === '') return;
          onTyped(text);
          setText('');
        }}
        placeholder={t('filters.searchPlaceholder')}
        aria-label={t('filters.add')}
        autoComplete="off"
        spellCheck={false}
        maxLength={2000}
      />
      <datalist id={list}>
        {data?.items.map(({ text: next, label }) => (
          <option key={next} value={settled.slice(0, data.from) + next + settled.slice(data.to)}>
            {label}
          </option>
        ))}
      </datalist>
    </>
  );
}
