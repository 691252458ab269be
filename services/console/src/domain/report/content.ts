/** What a report is made of. */
export interface ReportContent {
  subject: { code: string; name: string; type: string | null; status: string | null };
  records: ReportRecord[];
  /** False where there are more records than a report takes. */
  isWhole: boolean;
  readAtMs: number;
}

export interface ReportRecord {
  item: string;
  format: string | null;
  node: string;
  version: number;
  leafIndex: number;
  publishedAt: string;
  provider: { name: string } | null;
  body: Record<string, unknown>;
}
