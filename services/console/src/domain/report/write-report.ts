import PDFDocument from 'pdfkit';
import { formatChinaTime } from '../display/china-time.ts';
import { sectionsOf } from '../display/page-sections.ts';
import type { ShownFormat } from '../display/shown-format.ts';
import { inReadingOrder } from '../display/subject-records.ts';
import type { ReportContent, ReportRecord } from './content.ts';
import { INK, MARGIN, type Pdf, QUIET, RED } from './page.ts';
import { writeHead } from './write-head.ts';
import { writeRecord } from './write-record.ts';

/** 企业信用信息公示报告 as PDF: every public record by its format's labels, sources, and a code that leads to the proofs. */
export function writeReport(
  content: ReportContent,
  formats: readonly ShownFormat[],
  { fontFile, fontName, pageUrl }: Printing,
) {
  const { subject, records, isWhole, readAtMs } = content;
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    lang: 'zh-CN',
    info: { Title: `企业信用信息公示报告：${subject.name}`, Creator: '国家企业信用信息公示系统' },
  });
  document.registerFont('text', fontFile, fontName);
  document.font('text');
  writeHead(document, content, pageUrl);
  const recorded = [...new Set(records.map(({ item }) => item))];
  const sections = sectionsOf(subject, formats, recorded);
  const formatOf = (record: ReportRecord) => formats.find(({ id }) => id === record.format);
  for (const { item, title } of sections.filter((section) => recorded.includes(section.item))) {
    const own = inReadingOrder(
      records.filter((record) => record.item === item),
      formatOf,
    );
    writeHeading(document, `${title}（${own.length} 条）`);
    for (const record of own) writeRecord(document, record, { subject, format: formatOf(record) });
  }
  const without = sections.filter(({ item }) => !recorded.includes(item)).map(({ title }) => title);
  if (isWhole && without.length > 0) {
    writeHeading(document, '没有公示的信息');
    document.fontSize(10).fillColor(INK);
    document.text(`截至 ${formatChinaTime(readAtMs)}，以下各类没有公示信息：${without.join('、')}。`);
  }
  if (!isWhole) {
    document.moveDown().fontSize(10).fillColor(RED);
    document.text(`记录较多，本报告只收入前 ${records.length} 条；全部内容见 ${pageUrl}`);
  }
  numberPages(document, subject.name);
  document.end();
  return document;
}

interface Printing {
  fontFile: string;
  fontName: string;
  /** Of the subject's page. */
  pageUrl: string;
}

/** Room that a heading needs below it, so that it does not end a page. */
const HEADING_ROOM = 80;

function writeHeading(document: Pdf, title: string): void {
  if (document.y > document.page.height - MARGIN - HEADING_ROOM) document.addPage();
  document.moveDown(0.8).fontSize(13).fillColor(RED).text(title, MARGIN);
  document.moveDown(0.3);
}

function numberPages(document: Pdf, name: string): void {
  const { start, count } = document.bufferedPageRange();
  for (let i = 0; i < count; i++) {
    document.switchToPage(start + i);
    // Below the margin, where a text would otherwise begin a page of its own.
    document.page.margins.bottom = 0;
    document.fontSize(8.5).fillColor(QUIET);
    document.text(`${name}　第 ${i + 1} 页，共 ${count} 页`, MARGIN, document.page.height - 36, {
      width: document.page.width - 2 * MARGIN,
      align: 'center',
      lineBreak: false,
    });
  }
}
