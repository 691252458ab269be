/** A report's page: A4, its margin in points, and the colours of what stands on it. */
export const MARGIN = 56;
export const RED = '#9d1f24';
export const GOLD = '#b68a3c';
export const INK = '#1d2129';
export const QUIET = '#5a616d';

/** The document that is written. */
export type Pdf = PDFKit.PDFDocument;
