/** How far collection's feed goes, as it last said itself, and how far this process has published it. */
export class FeedHead {
  #sequence: number | undefined;
  #published: PublishedPlace | undefined;

  /** The newest entry that the feed is known to have; undefined until it has been heard. */
  get sequence(): number | undefined {
    return this.#sequence;
  }

  /**
   * The last entry whose tree is served. The stored cursor may be ahead of it, because it is committed before the signed size is fsynced
   * and shown; undefined until this process has followed the feed, and nothing moves the cursor before.
   */
  get published(): PublishedPlace | undefined {
    return this.#published;
  }

  /** Notes what a message of the feed says; a feed that was restored may have fewer. */
  heard(sequence: number): void {
    this.#sequence = sequence;
  }

  /** Notes that the tree with everything up to this entry is served. */
  reached({ incarnation, sequence }: PublishedPlace): void {
    this.#published = { incarnation, sequence };
  }
}

/** An entry of the feed; see `FeedCursor`. */
export interface PublishedPlace {
  incarnation: string;
  sequence: number;
}
