import type { SubjectRequest } from '../request';

/** What stands at the top of a package, for the person. */
export const packageWords: Readonly<Record<SubjectRequest['language'], (reference: string) => string>> = {
  en: (reference) => `Copy of your data, request ${reference}

data/items/            your files, exactly as we hold them
data/manifest.json     what each file is, why and until when we keep it; files of which you get no copy, and why
data/accesses.jsonl    who saw your data, when and for what; staff are named by their role
manifest-sha256.txt    a fingerprint of each file
`,
  de: (reference) => `Kopie Ihrer Daten, Antrag ${reference}

data/items/            Ihre Dateien, genau so, wie sie bei uns liegen
data/manifest.json     was jede Datei ist, warum und wie lange wir sie aufbewahren; Dateien ohne Kopie mit dem Grund
data/accesses.jsonl    wer Ihre Daten wann und wozu gesehen hat; Beschäftigte sind mit ihrer Rolle genannt
manifest-sha256.txt    ein Fingerabdruck jeder Datei
`,
  hi: (reference) => `आपके डेटा की प्रति, अनुरोध ${reference}

data/items/            आपकी फ़ाइलें, ठीक वैसी जैसी हमारे पास हैं
data/manifest.json     हर फ़ाइल क्या है, क्यों और कब तक रखी जाती है; जिनकी प्रति नहीं मिलती, वे कारण सहित
data/accesses.jsonl    आपका डेटा किसने, कब और किस लिए देखा; कर्मचारी अपनी भूमिका से दिखाए गए हैं
manifest-sha256.txt    हर फ़ाइल का फ़िंगरप्रिंट
`,
};
