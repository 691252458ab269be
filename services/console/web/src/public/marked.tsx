/** Text with the part that was searched for set off; width and case do not matter. */
export function Marked({ text, part }: { text: string; part: string }) {
  const at = positionOf(text, part);
  if (at < 0) return <>{text}</>;
  const end = at + part.length;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, end)}</mark>
      {text.slice(end)}
    </>
  );
}

/** Where `part` stands in `text`, -1 where it does not; compared by characters that keep their places. */
function positionOf(text: string, part: string): number {
  return part === '' ? -1 : plain(text).indexOf(plain(part));
}

function plain(text: string): string {
  // One UTF-16 unit stays one, so that positions hold.
  return Array.from({ length: text.length }, (_, i) => plainUnit(text.charAt(i))).join('');
}

function plainUnit(unit: string): string {
  const folded = unit.normalize('NFKC').toUpperCase();
  return folded.length === 1 ? folded : unit;
}
