import { findNode } from '@necips/domain';
import { formatChinaTime, formatDay } from '../display/china-time.ts';
import { type ShownFormat, type ShownValue, shownValues } from '../display/shown-format.ts';
import { type Identity, namedFor, valuesBeside } from '../display/subject-records.ts';
import type { ReportRecord } from './content.ts';
import { INK, MARGIN, type Pdf, QUIET, RED } from './page.ts';

const LABEL_WIDTH = 128;
/** Characters of labels and values that go into one line. */
const LINE_CHARACTERS = 44;
/** The part of a long value that may not be torn from its label. */
const TOGETHER = 60;
const SOURCE_HEIGHT = 24;

/** One record: what it says besides whose it is, and where it came from. */
export function writeRecord(
  document: Pdf,
  record: ReportRecord,
  { subject, format }: { subject: Identity & { type: string | null }; format: ShownFormat | undefined },
): void {
  document.fontSize(10);
  if (!format) document.fillColor(RED).text('本系统尚不认识该记录的格式版本，以下按原字段名完整列出。', MARGIN);
  const values = valuesBeside(subject, shownValues(namedFor(subject, format), record.body));
  if (isBrief(values)) writeLine(document, values);
  else for (const value of values) writeValue(document, value);
  const { provider, publishedAt, version, leafIndex, node } = record;
  document.fontSize(8.5).fillColor(QUIET);
  document.text(
    `提供部门：${provider?.name ?? '未载'}；公示时间：${formatChinaTime(publishedAt)}；公示节点：${findNode(node)?.name ?? node}，日志第 ${leafIndex} 叶，第 ${version} 版`,
    MARGIN,
  );
  document.moveDown(0.7);
}

function isBrief(values: readonly ShownValue[]): boolean {
  return values.reduce((total, { label, text }) => total + label.length + text.length + 2, 0) <= LINE_CHARACTERS;
}

function writeLine(document: Pdf, values: readonly ShownValue[]): void {
  const line = values.map((value) => `${value.label} ${readable(value)}`).join('　　');
  makeRoom(document, document.heightOfString(line) + SOURCE_HEIGHT);
  document.fillColor(INK).text(line, MARGIN);
  document.y += 3;
}

function writeValue(document: Pdf, value: ShownValue): void {
  const width = document.page.width - 2 * MARGIN - LABEL_WIDTH - 8;
  const text = readable(value);
  makeRoom(document, Math.min(document.heightOfString(text, { width }), TOGETHER));
  const top = document.y;
  document.fillColor(QUIET).text(value.label, MARGIN, top, { width: LABEL_WIDTH });
  const afterLabel = document.y;
  document.fillColor(INK).text(text, MARGIN + LABEL_WIDTH + 8, top, { width });
  document.x = MARGIN;
  document.y = Math.max(afterLabel, document.y) + 3;
}

function makeRoom(document: Pdf, height: number): void {
  if (document.y + height > document.page.height - MARGIN) document.addPage();
}

function readable({ kind, text }: ShownValue): string {
  return kind === 'date' ? formatDay(text) : text;
}
