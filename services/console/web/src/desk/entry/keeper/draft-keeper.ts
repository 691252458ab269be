import type { Revised } from '../../../api/call.ts';
import { ApiError } from '../../../api/problem.ts';
import type { Draft } from '../draft.ts';
import { areSameValues, type Conflict, type DraftValues, mergeValues, withValue } from './merge-values.ts';
import type { UnsavedCopy } from './unsaved-copy.ts';

/** What is typed reaches the server this soon. */
const SAVE_AFTER_MS = 700;
/** What could not be saved is tried again this often, without end: it stands in the form and in the tab's storage meanwhile. */
const RETRY_AFTER_MS = 5_000;
/** Times that another tab may be faster before somebody has to look. */
const MERGES_MAX = 5;

/** A form as it stands here, and how far it is saved. */
export interface KeptDraft {
  /** As the server had it last, with what it said about it. */
  draft: Draft;
  /** What stands in the form. */
  values: DraftValues;
  saving: 'saved' | 'unsaved' | 'saving';
  /** Why it could not be saved last. */
  problem: ApiError | undefined;
  /** Fields that another tab has filled in differently; nothing is saved until they are decided. */
  conflicts: readonly Conflict[];
}

/** The server's doors for one draft. */
export interface DraftDoors {
  read(): Promise<Revised<Draft>>;
  save(values: DraftValues, etag: string): Promise<Revised<Draft>>;
  submit(etag: string): Promise<Revised<Draft>>;
}

/** Keeps what is typed into a draft: saves it all the while, one save at a time, and loses nothing to another tab or an ended session. */
export class DraftKeeper {
  readonly #doors: DraftDoors;
  readonly #copy: UnsavedCopy;
  readonly #listeners = new Set<() => void>();
  /** Values at the server, as far as is known here, and their revision. */
  #base: DraftValues;
  #etag: string;
  #kept: KeptDraft;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #save: Promise<void> | undefined;

  constructor({ data, etag }: Revised<Draft>, doors: DraftDoors, copy: UnsavedCopy) {
    this.#doors = doors;
    this.#copy = copy;
    this.#base = data.values ?? {};
    this.#etag = etag;
    const unsaved = copy.read();
    const { values, conflicts } = unsaved
      ? mergeValues(unsaved.base, unsaved.values, this.#base)
      : { values: this.#base, conflicts: [] };
    this.#kept = { draft: data, values, conflicts, saving: 'saved', problem: undefined };
    this.#afterChange();
  }

  readonly get = (): KeptDraft => this.#kept;

  readonly subscribe = (tell: () => void): (() => void) => {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  };

  /** Something was typed. */
  change(field: string, value: unknown): void {
    this.#set({ values: withValue(this.#kept.values, field, value) });
    this.#afterChange();
  }

  /** A person has decided on a field that two tabs have filled in. */
  decide(field: string, value: unknown): void {
    this.#set({ conflicts: this.#kept.conflicts.filter((conflict) => conflict.field !== field) });
    this.change(field, value);
  }

  /** Tries at once what could not be saved, as after a new login. */
  retry(): void {
    if (this.#isDirty() && !this.#save) void this.#saveNow();
  }

  /** Saves what is typed and submits exactly that. Throws ApiError where it cannot be saved, or is refused. */
  async submit(): Promise<Draft> {
    await this.#save;
    if (this.#isDirty()) await this.#saveNow();
    const { problem, conflicts } = this.#kept;
    if (problem) throw problem;
    if (conflicts.length > 0) throw new ApiError(409, '请先处理与另一窗口不一致的内容', 'conflicts');
    if (this.#isDirty()) throw new ApiError(409, '内容仍在更改，请稍后再提交', 'still_typing');
    this.#accept(await this.#doors.submit(this.#etag));
    return this.#kept.draft;
  }

  /** Takes what the server says anew about what was handed in. */
  refresh(revised: Revised<Draft>): void {
    if (!this.#isDirty()) this.#accept(revised);
  }

  get etag(): string {
    return this.#etag;
  }

  /** Saves no more by itself. What is not saved stays in the tab's storage. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #isDirty(): boolean {
    return !areSameValues(this.#kept.values, this.#base);
  }

  #afterChange(): void {
    if (!this.#isDirty()) {
      if (!this.#save) this.#set({ saving: 'saved', problem: undefined });
      this.#copy.clear();
      return;
    }
    this.#copy.write({ base: this.#base, values: this.#kept.values });
    if (!this.#save) this.#set({ saving: 'unsaved' });
    this.#saveIn(SAVE_AFTER_MS);
  }

  #saveIn(ms: number): void {
    if (this.#timer !== undefined || this.#save || this.#kept.conflicts.length > 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#saveNow();
    }, ms);
  }

  async #saveNow(): Promise<void> {
    this.stop();
    this.#set({ saving: 'saving' });
    this.#save = this.#trySave();
    await this.#save;
    this.#save = undefined;
    const isDirty = this.#isDirty();
    this.#set({ saving: isDirty ? 'unsaved' : 'saved' });
    if (isDirty && !isFinal(this.#kept.problem)) this.#saveIn(this.#kept.problem ? RETRY_AFTER_MS : SAVE_AFTER_MS);
  }

  async #trySave(): Promise<void> {
    for (let merges = 0; this.#isDirty() && this.#kept.conflicts.length === 0; ) {
      const sent = this.#kept.values;
      try {
        this.#accept(await this.#doors.save(sent, this.#etag), sent);
        return;
      } catch (error) {
        const problem = error instanceof ApiError ? error : new ApiError(0, String(error), 'unknown');
        const isBehind = problem.reason === 'draft_changed' && merges < MERGES_MAX;
        if (!isBehind || !(await this.#takeTheirs())) return this.#set({ problem });
        merges += 1;
      }
    }
  }

  /** Puts what another tab has saved together with what is typed here. False where it cannot be read. */
  async #takeTheirs(): Promise<boolean> {
    try {
      const { data, etag } = await this.#doors.read();
      const theirs = data.values ?? {};
      const { values, conflicts } = mergeValues(this.#base, this.#kept.values, theirs);
      this.#base = theirs;
      this.#etag = etag;
      this.#set({ draft: data, values, conflicts });
      this.#copy.write({ base: theirs, values });
      return true;
    } catch {
      return false;
    }
  }

  /** The server has `sent` now, or what it says itself. */
  #accept({ data, etag }: Revised<Draft>, sent?: DraftValues): void {
    this.#base = sent ?? data.values ?? {};
    this.#etag = etag;
    this.#set({ draft: data, problem: undefined, ...(!sent && { values: this.#base }) });
    if (this.#isDirty()) this.#copy.write({ base: this.#base, values: this.#kept.values });
    else this.#copy.clear();
  }

  #set(changes: Partial<KeptDraft>): void {
    this.#kept = { ...this.#kept, ...changes };
    for (const tell of this.#listeners) tell();
  }
}

/** Whether the same will not be saved however often it is tried: it was handed in, or is refused as it is. */
function isFinal(problem: ApiError | undefined): boolean {
  if (!problem) return false;
  return problem.status >= 400 && problem.status < 500 && ![401, 408, 429].includes(problem.status);
}
