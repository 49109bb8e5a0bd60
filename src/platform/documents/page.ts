export const documentLanguages = ['en', 'de', 'hi'] as const;
export type DocumentLanguage = (typeof documentLanguages)[number];

/** What every document of ours begins with: its data (`title`, `origin`, `id`), its date, its language, its fonts, its page. */
export const page = (flipped: boolean): string => `
#let data = json(bytes(sys.inputs.data))
#let d = data.date
#set document(title: data.title, author: data.origin, date: datetime(
  year: d.year, month: d.month, day: d.day, hour: d.hour, minute: d.minute, second: d.second))
#set text(font: ("DejaVu Sans", "Noto Sans Devanagari"), size: 7.5pt, lang: data.at("language", default: "en"))
#set page(paper: "a4", flipped: ${flipped}, margin: 16mm, numbering: "1 / 1",
  header: text(size: 6.5pt, fill: luma(35%))[#data.origin #h(1fr) #data.id])
#set par(leading: 0.5em)
#let pairs(rows) = table(columns: (auto, 1fr), stroke: 0.4pt + luma(75%), inset: 4pt,
  ..rows.map(r => (strong(r.at(0)), r.at(1))).flatten())
#for file in data.attachments { pdf.embed(file.name, bytes(file.text), relationship: "source",
  mime-type: file.type, description: file.says) }
= #data.title
`;
