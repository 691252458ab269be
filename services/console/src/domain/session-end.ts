/** Whether a session has ended by age, or because nobody has done anything for too long. */
export function hasEnded(session: { usedAt: Date; endsAt: Date }, nowMs: number, idleMs: number): boolean {
  return session.endsAt.getTime() <= nowMs || session.usedAt.getTime() + idleMs <= nowMs;
}
