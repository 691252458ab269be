/** A short word about a state, in the colours that all pages share. */
export function Tag({ tone, children }: { tone: Tone; children: string }) {
  return <span className={`tag ${tone}`}>{children}</span>;
}

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'ended';
