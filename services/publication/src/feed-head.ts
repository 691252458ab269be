/** The newest entry that collection's feed is known to have, as it last said itself. */
export class FeedHead {
  #sequence: number | undefined;

  /** Undefined until the feed has been heard. */
  get sequence(): number | undefined {
    return this.#sequence;
  }

  /** Notes what a message of the feed says; a feed that was restored may have fewer. */
  heard(sequence: number): void {
    this.#sequence = sequence;
  }
}
