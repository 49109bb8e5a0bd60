import type { RequestRegime } from '../../../lifecycle/retention';
import type { ItemDecision } from '../plan/plan';
import type { RefusalGround, RequestType } from '../request';

/** The sentences of a letter in one language. */
export interface LetterWords {
  readonly opening: (received: string, reference: string) => string;
  /** To the controller, where data are processed for one. */
  readonly forwarding: (controller: string, type: string, regime: string) => string;
  readonly received: (received: string, reference: string) => string;
  readonly awaiting: string;
  readonly instructed: (controller: string, instruction: string) => string;
  readonly types: Readonly<Record<RequestType, string>>;
  /** What happens to so many items. Decisions that tell the person nothing have no sentence. */
  readonly decisions: Readonly<Partial<Record<ItemDecision, (count: number) => string>>>;
  readonly by: (provision: string) => string;
  readonly until: (day: string) => string;
  readonly untilUnknown: string;
  readonly nothing: string;
  /** Stands in every answer, so that none tells whether something had to be left out (regulation D4, R6). */
  readonly scope: string;
  readonly notIdentified: string;
  readonly refused: (article: string) => string;
  readonly grounds: Readonly<Record<RefusalGround, string>>;
  /** Where the person may complain, and that they may go to court (GDPR Art 12(4)). */
  readonly remedies: Readonly<Record<RequestRegime, string>>;
  readonly contact: (contact: string) => string;
}

const en: LetterWords = {
  opening: (received, reference) => `We received your request on ${received}. Our reference is ${reference}.`,
  forwarding: (controller, type, regime) =>
    `To ${controller}: a person whose data we process on your behalf has sent us a request (${type}; ${regime}). It is enclosed as we got it.`,
  received: (received, reference) =>
    `We received it on ${received}; the time for your answer runs from that day. Our reference is ${reference}.`,
  awaiting: 'We have told the person nothing and have done nothing. Please send us your instruction, with a reference.',
  instructed: (controller, instruction) =>
    `To ${controller}: on your instruction ${instruction} this was done. What follows is the text for the person, if you wish to use it.`,
  types: {
    erasure: 'erasure',
    access: 'access',
    portability: 'portability',
    rectification: 'rectification',
    restriction: 'restriction',
    objection: 'objection',
    consent_withdrawal: 'withdrawal of consent',
    grievance: 'grievance',
    nomination: 'nomination',
    complaint: 'complaint',
  },
  decisions: {
    erase: (count) => `${count} of your files will be erased without delay. Backups lose them as they age out.`,
    move: (count) =>
      `${count} files also concern other people with a claim of their own. They are no longer held as yours, and stay for these people alone.`,
    keep_by_law: (count) => `${count} of your files must be kept by law. They are no longer used for anything else.`,
    defer_to_floor: (count) =>
      `${count} of your files are no longer used from today, and are erased after the legal minimum.`,
    held: (count) => `${count} of your files are needed for legal claims and are kept until these are settled.`,
    restrict: (count) => `${count} of your files are restricted: they are stored and not used.`,
    restrict_pending: (count) => `${count} of your files are not used until we have weighed your objection.`,
    human: (count) => `${count} of your files are being examined by a person. We will tell you the outcome.`,
    give: (count) => `You receive a copy of ${count} files.`,
    give_restricted: (count) => `You receive a copy of ${count} files whose use is restricted.`,
    give_masked: (count) => `You receive a copy of ${count} files in which other people are masked.`,
    not_portable: (count) => `${count} files are not subject to portability. You may ask for a copy of them.`,
    correct: (count) => `${count} files are replaced by a corrected version.`,
    correct_keep_old: (count) =>
      `${count} files are replaced by a corrected version. The old one is kept, marked as inaccurate.`,
  },
  by: (provision) => `Provision: ${provision}.`,
  until: (day) => `They are erased at the latest after ${day}, without a new request.`,
  untilUnknown: 'They are erased when the reason ends, without a new request. The day is not known yet.',
  nothing: 'We searched our systems and hold no files about you that we may tell you of.',
  scope: 'This answer covers everything that the law lets us tell you.',
  notIdentified: 'From what you told us we could not find out who you are, and so could not act on your request.',
  refused: (article) => `We do not act on your request (${article}).`,
  grounds: {
    manifestly_unfounded: 'It is manifestly unfounded.',
    manifestly_excessive: 'It is manifestly excessive.',
    not_covered: 'The right does not reach what you ask for.',
    others_rights: 'The rights of other people stand against it.',
  },
  remedies: {
    GDPR: 'You may complain to a data protection supervisory authority, and you may seek a judicial remedy.',
    UK: 'You may complain to us and to the Information Commissioner, and you may seek a judicial remedy.',
    DPDP: 'You may raise a grievance with us and, after that, complain to the Data Protection Board of India.',
    CCPA: 'You may complain to the California Privacy Protection Agency or the Attorney General. A record of this request is kept for 24 months.',
  },
  contact: (contact) => `For questions about your personal data: ${contact}`,
};

const de: LetterWords = {
  opening: (received, reference) => `Ihr Antrag ist am ${received} bei uns eingegangen. Unser Zeichen: ${reference}.`,
  forwarding: (controller, type, regime) =>
    `An ${controller}: Eine Person, deren Daten wir in Ihrem Auftrag verarbeiten, hat sich mit einem Antrag an uns gewandt (${type}; ${regime}). Er liegt bei, wie er uns erreicht hat.`,
  received: (received, reference) =>
    `Er ist am ${received} bei uns eingegangen; von diesem Tag an läuft die Frist für Ihre Antwort. Unser Zeichen: ${reference}.`,
  awaiting:
    'Wir haben der Person nichts mitgeteilt und nichts veranlasst. Bitte senden Sie uns Ihre Weisung mit einem Zeichen.',
  instructed: (controller, instruction) =>
    `An ${controller}: Auf Ihre Weisung ${instruction} ist Folgendes geschehen. Der weitere Text ist für die Person bestimmt, wenn Sie ihn verwenden möchten.`,
  types: {
    erasure: 'Löschung',
    access: 'Auskunft',
    portability: 'Datenübertragbarkeit',
    rectification: 'Berichtigung',
    restriction: 'Einschränkung der Verarbeitung',
    objection: 'Widerspruch',
    consent_withdrawal: 'Widerruf einer Einwilligung',
    grievance: 'Beschwerde',
    nomination: 'Benennung einer Vertretung',
    complaint: 'Beschwerde',
  },
  decisions: {
    erase: (count) =>
      `${count} Ihrer Dateien werden unverzüglich gelöscht. In Sicherungen verfallen sie mit deren Alter.`,
    move: (count) =>
      `${count} Dateien betreffen auch andere Personen mit eigenem Anspruch. Sie werden nicht mehr bei Ihnen geführt und bleiben nur für diese.`,
    keep_by_law: (count) =>
      `${count} Ihrer Dateien müssen wir gesetzlich aufbewahren. Für anderes werden sie nicht mehr verwendet.`,
    defer_to_floor: (count) =>
      `${count} Ihrer Dateien werden ab heute nicht mehr verwendet und nach der gesetzlichen Mindestfrist gelöscht.`,
    held: (count) => `${count} Ihrer Dateien werden für Rechtsansprüche benötigt und bis zu deren Klärung aufbewahrt.`,
    restrict: (count) =>
      `Die Verarbeitung von ${count} Ihrer Dateien ist eingeschränkt: Sie werden gespeichert und nicht verwendet.`,
    restrict_pending: (count) => `${count} Ihrer Dateien werden nicht verwendet, bis Ihr Widerspruch geprüft ist.`,
    human: (count) => `${count} Ihrer Dateien werden von einem Menschen geprüft. Das Ergebnis teilen wir Ihnen mit.`,
    give: (count) => `Sie erhalten eine Kopie von ${count} Dateien.`,
    give_restricted: (count) => `Sie erhalten eine Kopie von ${count} Dateien, deren Verarbeitung eingeschränkt ist.`,
    give_masked: (count) => `Sie erhalten eine Kopie von ${count} Dateien, in der andere Personen unkenntlich sind.`,
    not_portable: (count) =>
      `${count} Dateien unterliegen nicht der Datenübertragbarkeit. Sie können eine Kopie verlangen.`,
    correct: (count) => `${count} Dateien werden durch eine berichtigte Fassung ersetzt.`,
    correct_keep_old: (count) =>
      `${count} Dateien werden durch eine berichtigte Fassung ersetzt. Die alte bleibt, als unrichtig gekennzeichnet, erhalten.`,
  },
  by: (provision) => `Vorschrift: ${provision}.`,
  until: (day) => `Sie werden spätestens nach dem ${day} gelöscht, ohne neuen Antrag.`,
  untilUnknown: 'Sie werden gelöscht, wenn der Grund entfällt, ohne neuen Antrag. Der Tag steht noch nicht fest.',
  nothing:
    'Wir haben unsere Systeme durchsucht und haben keine Dateien über Sie, von denen wir Ihnen Mitteilung machen dürfen.',
  scope: 'Diese Antwort umfasst alles, was wir Ihnen nach dem Gesetz mitteilen dürfen.',
  notIdentified:
    'Nach Ihren Angaben konnten wir nicht feststellen, wer Sie sind, und Ihrem Antrag daher nicht nachkommen.',
  refused: (article) => `Wir kommen Ihrem Antrag nicht nach (${article}).`,
  grounds: {
    manifestly_unfounded: 'Er ist offenkundig unbegründet.',
    manifestly_excessive: 'Er ist exzessiv.',
    not_covered: 'Das Recht umfasst nicht, was Sie verlangen.',
    others_rights: 'Rechte anderer Personen stehen entgegen.',
  },
  remedies: {
    GDPR: 'Sie können sich bei einer Datenschutz-Aufsichtsbehörde beschweren und einen gerichtlichen Rechtsbehelf einlegen.',
    UK: 'Sie können sich bei uns und beim Information Commissioner beschweren und einen gerichtlichen Rechtsbehelf einlegen.',
    DPDP: 'Sie können sich bei uns und danach beim Data Protection Board of India beschweren.',
    CCPA: 'Sie können sich bei der California Privacy Protection Agency oder beim Attorney General beschweren. Dieser Antrag bleibt 24 Monate verzeichnet.',
  },
  contact: (contact) => `Fragen zu Ihren personenbezogenen Daten: ${contact}`,
};

const hi: LetterWords = {
  opening: (received, reference) => `आपका अनुरोध हमें ${received} को मिला। हमारी संदर्भ संख्या: ${reference}।`,
  forwarding: (controller, type, regime) =>
    `${controller} को: जिस व्यक्ति के डेटा का हम आपकी ओर से प्रसंस्करण करते हैं, उसने हमें एक अनुरोध भेजा है (${type}; ${regime})। वह जैसा मिला वैसा संलग्न है।`,
  received: (received, reference) =>
    `यह हमें ${received} को मिला; आपके उत्तर की अवधि उसी दिन से चलती है। हमारी संदर्भ संख्या: ${reference}।`,
  awaiting: 'हमने व्यक्ति को कुछ नहीं बताया है और कुछ नहीं किया है। कृपया हमें अपना निर्देश संदर्भ संख्या के साथ भेजें।',
  instructed: (controller, instruction) =>
    `${controller} को: आपके निर्देश ${instruction} पर यह किया गया। आगे का पाठ व्यक्ति के लिए है, यदि आप उसका उपयोग करना चाहें।`,
  types: {
    erasure: 'मिटाना',
    access: 'जानकारी',
    portability: 'डेटा स्थानांतरण',
    rectification: 'सुधार',
    restriction: 'उपयोग सीमित करना',
    objection: 'आपत्ति',
    consent_withdrawal: 'सहमति वापस लेना',
    grievance: 'शिकायत',
    nomination: 'नामांकन',
    complaint: 'शिकायत',
  },
  decisions: {
    erase: (count) => `आपकी ${count} फ़ाइलें बिना विलंब मिटाई जाएँगी। बैकअप से वे समय के साथ हट जाती हैं।`,
    move: (count) =>
      `${count} फ़ाइलों में अन्य लोग भी हैं जिनका अपना दावा है। वे अब आपके नाम पर नहीं हैं और केवल उन लोगों के लिए रहती हैं।`,
    keep_by_law: (count) => `आपकी ${count} फ़ाइलें कानून के अनुसार रखनी आवश्यक हैं। उनका और कोई उपयोग नहीं होता।`,
    defer_to_floor: (count) => `आपकी ${count} फ़ाइलों का उपयोग आज से बंद है, और कानूनी न्यूनतम अवधि के बाद वे मिटाई जाएँगी।`,
    held: (count) => `आपकी ${count} फ़ाइलें कानूनी दावों के लिए आवश्यक हैं और उनके निपटने तक रखी जाएँगी।`,
    restrict: (count) => `आपकी ${count} फ़ाइलें सीमित हैं: वे केवल संग्रहीत हैं, उपयोग नहीं की जातीं।`,
    restrict_pending: (count) => `आपकी आपत्ति पर निर्णय होने तक ${count} फ़ाइलों का उपयोग नहीं होगा।`,
    human: (count) => `आपकी ${count} फ़ाइलों की जाँच एक व्यक्ति कर रहा है। परिणाम आपको बताया जाएगा।`,
    give: (count) => `आपको ${count} फ़ाइलों की प्रति मिलती है।`,
    give_restricted: (count) => `आपको ${count} फ़ाइलों की प्रति मिलती है जिनका उपयोग सीमित है।`,
    give_masked: (count) => `आपको ${count} फ़ाइलों की प्रति मिलती है जिसमें अन्य लोग छिपाए गए हैं।`,
    not_portable: (count) => `${count} फ़ाइलें डेटा स्थानांतरण के अंतर्गत नहीं आतीं। आप उनकी प्रति माँग सकते हैं।`,
    correct: (count) => `${count} फ़ाइलों की जगह सुधारा हुआ रूप रखा जाता है।`,
    correct_keep_old: (count) =>
      `${count} फ़ाइलों की जगह सुधारा हुआ रूप रखा जाता है। पुराना रूप गलत के रूप में चिह्नित होकर रहता है।`,
  },
  by: (provision) => `प्रावधान: ${provision}।`,
  until: (day) => `वे ${day} के बाद नए अनुरोध के बिना मिटा दी जाएँगी।`,
  untilUnknown: 'कारण समाप्त होने पर वे नए अनुरोध के बिना मिटा दी जाएँगी। तारीख़ अभी ज्ञात नहीं है।',
  nothing: 'हमने अपनी प्रणालियों में खोजा; आपके बारे में हमारे पास ऐसी कोई फ़ाइल नहीं है जिसके बारे में हम आपको बता सकते हैं।',
  scope: 'इस उत्तर में वह सब है जो कानून के अनुसार हम आपको बता सकते हैं।',
  notIdentified: 'आपकी दी हुई जानकारी से हम आपकी पहचान नहीं कर सके, इसलिए आपके अनुरोध पर कार्रवाई नहीं हो सकी।',
  refused: (article) => `हम आपके अनुरोध पर कार्रवाई नहीं करते (${article})।`,
  grounds: {
    manifestly_unfounded: 'यह स्पष्ट रूप से निराधार है।',
    manifestly_excessive: 'यह स्पष्ट रूप से अत्यधिक है।',
    not_covered: 'आपकी माँग इस अधिकार के अंतर्गत नहीं आती।',
    others_rights: 'अन्य लोगों के अधिकार इसके विरुद्ध हैं।',
  },
  remedies: {
    GDPR: 'आप डेटा संरक्षण पर्यवेक्षी प्राधिकरण से शिकायत कर सकते हैं और न्यायालय जा सकते हैं।',
    UK: 'आप हमसे और Information Commissioner से शिकायत कर सकते हैं और न्यायालय जा सकते हैं।',
    DPDP: 'आप हमारे पास शिकायत दर्ज कर सकते हैं और उसके बाद भारतीय डेटा संरक्षण बोर्ड से शिकायत कर सकते हैं।',
    CCPA: 'आप California Privacy Protection Agency या Attorney General से शिकायत कर सकते हैं। इस अनुरोध का अभिलेख 24 महीने रखा जाता है।',
  },
  contact: (contact) => `आपके व्यक्तिगत डेटा से जुड़े प्रश्नों के लिए: ${contact}`,
};

export const letterWords: Readonly<Record<'en' | 'de' | 'hi', LetterWords>> = { en, de, hi };
