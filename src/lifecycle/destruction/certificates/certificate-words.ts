import type { DocumentLanguage } from '../../../platform/documents';
import type { PlanGround } from '../destruction';

/** The words of a printed certificate in one language. */
export interface CertificateWords {
  readonly title: string;
  /** What happened to so many items, and how many stayed. */
  readonly statement: (gone: number, kept: number) => string;
  /** How many became other people's. */
  readonly moved: (count: number) => string;
  readonly vault: string;
  readonly plan: string;
  readonly ground: string;
  readonly grounds: Readonly<Record<PlanGround, string>>;
  readonly person: string;
  readonly someItems: string;
  readonly method: string;
  readonly methodSaid: string;
  readonly requested: string;
  readonly approved: string;
  readonly started: string;
  readonly holds: string;
  readonly noHolds: (at: string) => string;
  /** Of what had ended before a backup was restored. */
  readonly holdsBefore: string;
  readonly keys: string;
  readonly copies: string;
  readonly none: string;
  readonly unreadable: string;
  readonly bytesGone: string;
  readonly verified: string;
  readonly probes: Readonly<Record<string, string>>;
  readonly policies: string;
  readonly entry: string;
  readonly backups: string;
  readonly backupsOpen: string;
  readonly backupsClosed: (at: string) => string;
  readonly signedText: string;
  readonly signature: string;
  readonly items: string;
  readonly list: string;
  readonly columns: readonly [string, string, string, string];
  readonly more: (count: number) => string;
}

const en: CertificateWords = {
  title: 'Certificate of destruction',
  statement: (gone, kept) =>
    `${gone} media items were destroyed: the keys that opened them, every copy, and the stored bytes. ${kept} items of the same plan stayed, because a law or a hold keeps them.`,
  moved: (count) =>
    `${count} items also concern other people with a claim of their own: they moved under these people's keys and were not destroyed.`,
  vault: 'Vault',
  plan: 'Plan, and SHA-256 of its items',
  ground: 'Ground',
  grounds: {
    disposition: 'The retention period is over',
    request: 'The person asked for it',
    forbidden: 'The content must not be kept',
    restored: 'It had been destroyed before a backup was restored',
  },
  person: 'Person (salted SHA-256)',
  someItems: 'Single items; the person has others',
  method: 'Method',
  methodSaid: 'Cryptographic erasure and deletion (NIST SP 800-88)',
  requested: 'Requested (UTC, by)',
  approved: 'Approved (approval, SHA-256 of what was approved)',
  started: 'Started (UTC, by)',
  holds: 'Legal holds',
  noHolds: (at) => `None, checked at ${at}`,
  holdsBefore: 'None at its first destruction; later ones came too late',
  keys: 'Keys destroyed (UTC, key ids)',
  copies: 'Copies removed',
  none: 'None',
  unreadable: 'Unreadable everywhere since (UTC)',
  bytesGone: 'Bytes deleted (UTC)',
  verified: 'Checked afterwards',
  probes: {
    data_key_does_not_open: 'The data key no longer opens',
    no_version_in_store: 'The store has no version of the object',
    no_incomplete_put: 'The store has no unfinished upload',
    state_refuses_reading: 'The vault refuses to open the item',
  },
  policies: 'Rules in force',
  entry: 'Entry of the access log',
  backups: 'Backups',
  backupsOpen: 'Copies of keys made earlier have not aged out yet. A signed addendum will say when they have.',
  backupsClosed: (at) => `Since ${at} no copy of the keys that could exist opens anything of it (addendum).`,
  signedText: 'SHA-256 of the signed text inside this document',
  signature: 'Detached CMS signature',
  items: 'Items',
  list: 'List of items (SHA-256)',
  columns: ['Item', 'Class', 'SHA-256 of the sealed object', 'Rule'],
  more: (count) =>
    `${count} further items stand in the certificate’s list of items, which the signed text names by its SHA-256.`,
};

const de: CertificateWords = {
  title: 'Löschnachweis',
  statement: (gone, kept) =>
    `${gone} Medien wurden vernichtet: die Schlüssel, die sie öffneten, alle Kopien und die gespeicherten Daten. ${kept} Medien desselben Plans blieben, weil ein Gesetz oder eine Sperre sie erhält.`,
  moved: (count) =>
    `${count} Objekte betreffen auch andere Personen mit eigenem Anspruch: Sie kamen unter deren Schlüssel und wurden nicht vernichtet.`,
  vault: 'Tresor',
  plan: 'Plan und SHA-256 seiner Medien',
  ground: 'Grund',
  grounds: {
    disposition: 'Die Aufbewahrungsfrist ist abgelaufen',
    request: 'Die Person hat es verlangt',
    forbidden: 'Der Inhalt darf nicht aufbewahrt werden',
    restored: 'Es war schon vernichtet, bevor eine Sicherung zurückgespielt wurde',
  },
  person: 'Person (SHA-256 mit Salz)',
  someItems: 'Einzelne Medien; die Person hat weitere',
  method: 'Verfahren',
  methodSaid: 'Kryptografische Löschung und Entfernen der Daten (NIST SP 800-88)',
  requested: 'Beantragt (UTC, von)',
  approved: 'Genehmigt (Genehmigung, SHA-256 des Genehmigten)',
  started: 'Begonnen (UTC, von)',
  holds: 'Löschsperren',
  noHolds: (at) => `Keine, geprüft am ${at}`,
  holdsBefore: 'Keine bei der ersten Vernichtung; spätere kamen zu spät',
  keys: 'Vernichtete Schlüssel (UTC, Kennungen)',
  copies: 'Entfernte Kopien',
  none: 'Keine',
  unreadable: 'Überall unlesbar seit (UTC)',
  bytesGone: 'Daten entfernt (UTC)',
  verified: 'Danach geprüft',
  probes: {
    data_key_does_not_open: 'Der Datenschlüssel öffnet nicht mehr',
    no_version_in_store: 'Der Speicher hat keine Version des Objekts',
    no_incomplete_put: 'Der Speicher hat keinen unvollendeten Upload',
    state_refuses_reading: 'Der Tresor verweigert das Öffnen',
  },
  policies: 'Geltende Regeln',
  entry: 'Eintrag im Zugriffsprotokoll',
  backups: 'Sicherungen',
  backupsOpen: 'Frühere Kopien der Schlüssel sind noch nicht verfallen. Ein signierter Nachtrag nennt den Zeitpunkt.',
  backupsClosed: (at) => `Seit ${at} öffnet keine Kopie der Schlüssel, die es geben könnte, etwas davon (Nachtrag).`,
  signedText: 'SHA-256 des signierten Textes in diesem Dokument',
  signature: 'Abgetrennte CMS-Signatur',
  items: 'Medien',
  list: 'Liste der Medien (SHA-256)',
  columns: ['Medium', 'Klasse', 'SHA-256 des versiegelten Objekts', 'Regel'],
  more: (count) =>
    `${count} weitere Medien stehen in der Liste zum Zertifikat, die der signierte Text mit ihrem SHA-256 nennt.`,
};

const hi: CertificateWords = {
  title: 'विनाश प्रमाणपत्र',
  statement: (gone, kept) =>
    `${gone} मीडिया फ़ाइलें नष्ट की गईं: उन्हें खोलने वाली कुंजियाँ, हर प्रति और संग्रहीत डेटा। इसी योजना की ${kept} फ़ाइलें रहीं, क्योंकि कोई कानून या रोक उन्हें रखती है।`,
  moved: (count) => `${count} वस्तुओं में अन्य लोग भी हैं जिनका अपना दावा है: वे उनकी कुंजियों के अंतर्गत रखी गईं और नष्ट नहीं की गईं।`,
  vault: 'तिजोरी',
  plan: 'योजना और उसकी फ़ाइलों का SHA-256',
  ground: 'आधार',
  grounds: {
    disposition: 'रखने की अवधि समाप्त हो गई',
    request: 'व्यक्ति ने इसका अनुरोध किया',
    forbidden: 'यह सामग्री रखी नहीं जा सकती',
    restored: 'बैकअप पुनर्स्थापित होने से पहले ही यह नष्ट किया जा चुका था',
  },
  person: 'व्यक्ति (salt सहित SHA-256)',
  someItems: 'कुछ फ़ाइलें; व्यक्ति की अन्य फ़ाइलें हैं',
  method: 'विधि',
  methodSaid: 'क्रिप्टोग्राफ़िक विलोपन और डेटा हटाना (NIST SP 800-88)',
  requested: 'अनुरोध (UTC, किसने)',
  approved: 'स्वीकृति (स्वीकृति, स्वीकृत सामग्री का SHA-256)',
  started: 'आरंभ (UTC, किसने)',
  holds: 'कानूनी रोक',
  noHolds: (at) => `कोई नहीं, ${at} को जाँचा गया`,
  holdsBefore: 'पहली बार नष्ट किए जाने पर कोई नहीं; बाद की रोक बहुत देर से आई',
  keys: 'नष्ट की गई कुंजियाँ (UTC, पहचान)',
  copies: 'हटाई गई प्रतियाँ',
  none: 'कोई नहीं',
  unreadable: 'कब से कहीं भी पढ़ने योग्य नहीं (UTC)',
  bytesGone: 'डेटा हटाया गया (UTC)',
  verified: 'बाद की जाँच',
  probes: {
    data_key_does_not_open: 'डेटा कुंजी अब नहीं खोलती',
    no_version_in_store: 'भंडार में ऑब्जेक्ट का कोई संस्करण नहीं है',
    no_incomplete_put: 'भंडार में कोई अधूरा अपलोड नहीं है',
    state_refuses_reading: 'तिजोरी फ़ाइल खोलने से मना करती है',
  },
  policies: 'लागू नियम',
  entry: 'पहुँच लॉग की प्रविष्टि',
  backups: 'बैकअप',
  backupsOpen: 'कुंजियों की पुरानी प्रतियाँ अभी समाप्त नहीं हुई हैं। एक हस्ताक्षरित परिशिष्ट बताएगा कि वे कब समाप्त हुईं।',
  backupsClosed: (at) => `${at} से कुंजियों की कोई संभावित प्रति इसमें से कुछ नहीं खोलती (परिशिष्ट)।`,
  signedText: 'इस दस्तावेज़ के भीतर हस्ताक्षरित पाठ का SHA-256',
  signature: 'अलग CMS हस्ताक्षर',
  items: 'फ़ाइलें',
  list: 'फ़ाइलों की सूची (SHA-256)',
  columns: ['फ़ाइल', 'वर्ग', 'मुहरबंद ऑब्जेक्ट का SHA-256', 'नियम'],
  more: (count) => `${count} और फ़ाइलें प्रमाणपत्र की सूची में हैं, जिसे हस्ताक्षरित पाठ उसके SHA-256 से बताता है।`,
};

export const certificateWords: Readonly<Record<DocumentLanguage, CertificateWords>> = { en, de, hi };
