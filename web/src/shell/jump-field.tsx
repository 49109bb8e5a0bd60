import { Combobox, Kbd, TextInput, useCombobox } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../session/use-session';
import { suggestionsFor } from './jump';
import styles from './jump-field.module.css';
import { pagesFor } from './rail';

/** Search or jump: paste an id or a ticket, Enter. */
export function JumpField() {
  const { t } = useTranslation();
  const can = useMay();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const suggestions = suggestionsFor(text, { library: can('library'), log: can('log'), pages: pagesFor(can) });
  const go = (at: string) => {
    const chosen = suggestions[Number(at)];
    if (!chosen) return;
    setText('');
    combobox.closeDropdown();
    void navigate(chosen.destination);
  };
  return (
    <Combobox store={combobox} onOptionSubmit={go} withinPortal>
      <Combobox.Target>
        <TextInput
          className={styles.field}
          id="jump"
          type="search"
          value={text}
          aria-label={t('jump.label')}
          placeholder={t('jump.placeholder')}
          autoComplete="off"
          spellCheck={false}
          leftSection={<IconSearch size={16} stroke={1.8} aria-hidden />}
          rightSection={<Kbd className={styles.kbd}>Ctrl K</Kbd>}
          rightSectionWidth={64}
          rightSectionPointerEvents="none"
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && combobox.getSelectedOptionIndex() < 0) go('0');
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={text.trim() === ''}>
        <Combobox.Options aria-label={t('jump.label')}>
          {suggestions.map(({ text: key, value }, index) => (
            <Combobox.Option key={`${key} ${value}`} value={String(index)}>
              {t(key, { value })}
            </Combobox.Option>
          ))}
          {suggestions.length === 0 && <Combobox.Empty>{t('jump.nothing')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
