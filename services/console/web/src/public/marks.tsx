import type { Standing } from '../../../src/domain/display/standings.ts';

/** Says below the head of the page in which lists a subject stands, and leads to the decision. */
export function Marks({ standings }: { standings: readonly Standing[] }) {
  return standings.map(({ item, tone, text }) => (
    <p key={item} className={`banner ${tone}`} role="note">
      {text}。<a href={`#${item}`}>查看决定</a>
    </p>
  ));
}
