/** Columns of an item that are sealed under its payload key, by the names they are sealed with. */
export const personalColumns = {
  fileName: 'media.file_name',
  sha256: 'media.content_sha256',
} as const;
