/** Says a sentence in the page's one polite live region, for those who do not see it change. */
export function announce(sentence: string): void {
  const region = document.getElementById('announcements');
  if (region) region.textContent = sentence;
}
