import PDFDocument from 'pdfkit';
import { encode } from 'uqr';
import { formatChinaTime } from './domain/display/china-time.ts';
import { templateFor } from './domain/display/page-templates.ts';
import { type ShownFormat, shownValues } from './domain/display/shown-format.ts';
import type { ReportContent, ReportRecord } from './queries/read-report.ts';

const MARGIN = 56;
const RED = '#9d1f24';
const INK = '#1d2129';
const QUIET = '#5a616d';
const LABEL_WIDTH = 120;
const QR_SIZE = 84;

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
  const items = [...new Set([...templateFor(subject.type, subject.code).items, ...records.map(({ item }) => item)])];
  const titleOf = (item: string) => formats.findLast((format) => format.item === item)?.title ?? item;
  for (const item of items) {
    const own = records.filter((record) => record.item === item);
    if (own.length === 0) continue;
    writeHeading(document, `${titleOf(item)}（${own.length} 条）`);
    for (const record of own) writeRecord(document, record, formats);
  }
  const without = items.filter((item) => !records.some((record) => record.item === item)).map(titleOf);
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

type Pdf = PDFKit.PDFDocument;

function writeHead(document: Pdf, { subject, readAtMs }: ReportContent, pageUrl: string): void {
  const width = document.page.width - 2 * MARGIN - QR_SIZE - 16;
  document.fontSize(11).fillColor(RED).text('企业信用信息公示报告', MARGIN, MARGIN, { width });
  document.moveDown(0.3).fontSize(18).fillColor(INK).text(subject.name, { width });
  document.moveDown(0.3).fontSize(10).fillColor(QUIET);
  document.text(`统一社会信用代码／注册号：${subject.code}`, { width });
  document.text(`登记状态：${subject.status ?? '未载'}　类型：${subject.type ?? '未载'}`, { width });
  document.text(`生成时间：${formatChinaTime(readAtMs)}（北京时间）`, { width });
  document.text('内容由各提供部门负责。扫描右侧二维码，可在线查看并由您自己的浏览器核验每条记录的公示证明。', {
    width,
  });
  const bottom = document.y;
  drawQr(document, pageUrl, document.page.width - MARGIN - QR_SIZE, MARGIN);
  document.x = MARGIN;
  document.y = Math.max(bottom, MARGIN + QR_SIZE) + 12;
  document
    .moveTo(MARGIN, document.y)
    .lineTo(document.page.width - MARGIN, document.y)
    .lineWidth(0.8)
    .stroke('#b68a3c');
  document.moveDown(0.8);
}

function drawQr(document: Pdf, text: string, x: number, y: number): void {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const module = QR_SIZE / size;
  for (const [row, line] of data.entries()) {
    for (const [column, isDark] of line.entries()) {
      if (isDark) document.rect(x + column * module, y + row * module, module, module);
    }
  }
  document.fill(INK);
}

function writeHeading(document: Pdf, title: string): void {
  if (document.y > document.page.height - MARGIN - 80) document.addPage();
  document.moveDown(0.8).fontSize(13).fillColor(RED).text(title, MARGIN);
  document.moveDown(0.3);
}

function writeRecord(document: Pdf, record: ReportRecord, formats: readonly ShownFormat[]): void {
  const format = formats.find(({ id }) => id === record.format);
  document.fontSize(10);
  if (!format) document.fillColor(RED).text('本系统尚不认识该记录的格式版本，以下按原字段名完整列出。', MARGIN);
  const width = document.page.width - 2 * MARGIN - LABEL_WIDTH - 8;
  for (const { label, text } of shownValues(format, record.body)) {
    const height = document.heightOfString(text, { width });
    if (document.y + Math.min(height, 60) > document.page.height - MARGIN) document.addPage();
    const top = document.y;
    document.fillColor(QUIET).text(label, MARGIN, top, { width: LABEL_WIDTH });
    const afterLabel = document.y;
    document.fillColor(INK).text(text, MARGIN + LABEL_WIDTH + 8, top, { width });
    document.x = MARGIN;
    document.y = Math.max(afterLabel, document.y) + 3;
  }
  const { provider, publishedAt, version, leafIndex, node } = record;
  document.fontSize(8.5).fillColor(QUIET);
  document.text(
    `提供部门：${provider?.name ?? '未载'}；公示时间：${formatChinaTime(publishedAt)}；节点 ${node}，日志第 ${leafIndex} 叶，第 ${version} 版`,
    MARGIN,
  );
  document.moveDown(0.7);
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
