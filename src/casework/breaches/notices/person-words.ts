/** The sentences of a letter to a person in one language (GDPR Art 34(2); DPDP Rules r.7(1)). */
export interface PersonWords {
  readonly opening: (reference: string) => string;
  readonly occurred: (when: string) => string;
  readonly summary: (text: string) => string;
  readonly consequences: (text: string) => string;
  readonly measures: (text: string) => string;
  readonly safetySteps: (text: string) => string;
  readonly complaint: string;
  readonly contact: (contact: string) => string;
  readonly notKnown: string;
}

const en: PersonWords = {
  opening: (reference) =>
    `We write to you because a breach of security touches your personal data. Our reference: ${reference}.`,
  occurred: (when) => `When it happened: ${when}.`,
  summary: (text) => `What happened: ${text}`,
  consequences: (text) => `What it may mean for you: ${text}`,
  measures: (text) => `What we have done and will do: ${text}`,
  safetySteps: (text) => `What you can do yourself: ${text}`,
  complaint: 'You may complain to your data protection authority.',
  contact: (contact) => `You reach us about this at: ${contact}`,
  notKnown: '[not known yet]',
};

const de: PersonWords = {
  opening: (reference) =>
    `Wir schreiben Ihnen, weil eine Verletzung der Sicherheit Ihre personenbezogenen Daten betrifft. Unser Zeichen: ${reference}.`,
  occurred: (when) => `Wann es geschah: ${when}.`,
  summary: (text) => `Was geschah: ${text}`,
  consequences: (text) => `Was es für Sie bedeuten kann: ${text}`,
  measures: (text) => `Was wir getan haben und tun werden: ${text}`,
  safetySteps: (text) => `Was Sie selbst tun können: ${text}`,
  complaint: 'Sie können sich bei Ihrer Datenschutz-Aufsichtsbehörde beschweren.',
  contact: (contact) => `So erreichen Sie uns dazu: ${contact}`,
  notKnown: '[noch nicht bekannt]',
};

const hi: PersonWords = {
  opening: (reference) =>
    `हम आपको इसलिए लिख रहे हैं क्योंकि सुरक्षा के एक उल्लंघन से आपका व्यक्तिगत डेटा प्रभावित हुआ है। हमारी संदर्भ संख्या: ${reference}।`,
  occurred: (when) => `यह कब हुआ: ${when}।`,
  summary: (text) => `क्या हुआ: ${text}`,
  consequences: (text) => `आपके लिए इसका क्या अर्थ हो सकता है: ${text}`,
  measures: (text) => `हमने क्या किया है और क्या करेंगे: ${text}`,
  safetySteps: (text) => `आप स्वयं क्या कर सकते हैं: ${text}`,
  complaint: 'आप अपने डेटा संरक्षण प्राधिकरण से शिकायत कर सकते हैं।',
  contact: (contact) => `इस विषय में हमसे यहाँ संपर्क करें: ${contact}`,
  notKnown: '[अभी ज्ञात नहीं]',
};

export const personWords: Readonly<Record<'en' | 'de' | 'hi', PersonWords>> = { en, de, hi };
