import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import english from './en.json';

/* English so far; each further language gets a catalogue with the keys of the English one. */
void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: english } },
  interpolation: { escapeValue: false },
  nsSeparator: false,
  returnNull: false,
});

export const texts = i18next;
