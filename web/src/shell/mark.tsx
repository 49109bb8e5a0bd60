/** The sign of the vault: a door with its wheel. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="var(--rail-mark)"
      strokeWidth="1.8"
      strokeLinecap="round"
      aria-hidden
    >
      <rect x="1.5" y="1.5" width="21" height="21" rx="6" fill="var(--rail)" />
      <circle cx="12" cy="12" r="5" />
      <circle cx="12" cy="12" r="1.3" fill="var(--rail-mark)" stroke="none" />
      <path d="M12 4v3M12 17v3M4 12h3M17 12h3" />
    </svg>
  );
}
