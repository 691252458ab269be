/** An identity as people read it: its business key, which may be of any characters, is written for addresses. */
export function readableRecordId(recordId: string): string {
  try {
    return decodeURIComponent(recordId);
  } catch {
    return recordId;
  }
}

/** What tells a record from others of its item, out of its identity: the parts of its business key. */
export function keyWordsOf(recordId: string): string[] {
  const [, , key = ''] = recordId.split('/');
  return readableRecordId(key)
    .split('~')
    .filter(Boolean)
    .map((word) => word.replaceAll('%7E', '~'));
}
