import { encode } from 'uqr';
import { formatChinaTime } from '../display/china-time.ts';
import { standingsOf } from '../display/standings.ts';
import type { ReportContent } from './content.ts';
import { GOLD, INK, MARGIN, type Pdf, QUIET, RED } from './page.ts';

const QR_SIZE = 84;
const TONES = { serious: '#17181b', abnormal: '#b1191f' };

/** Whose report it is, its status and in which lists it stands, as of when, and the way to the page and its proofs. */
export function writeHead(document: Pdf, { subject, records, readAtMs }: ReportContent, pageUrl: string): void {
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
    .stroke(GOLD);
  document.moveDown(0.8);
  for (const { tone, text } of standingsOf(subject, records)) writeMark(document, TONES[tone], text);
}

/** A line on a ground of its colour, across the page. */
function writeMark(document: Pdf, color: string, text: string): void {
  const width = document.page.width - 2 * MARGIN;
  const height = document.fontSize(10.5).heightOfString(text, { width: width - 24 }) + 12;
  const top = document.y;
  document.rect(MARGIN, top, width, height).fill(color);
  document.fillColor('#ffffff').text(text, MARGIN + 12, top + 5, { width: width - 24 });
  document.x = MARGIN;
  document.y = top + height + 6;
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
