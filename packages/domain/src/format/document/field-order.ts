// Documents travel and are kept as canonical JSON, which sorts members: the order of fields is said apart, by `x-order`.
import { type Faults, isObject, isTexts, type JsonObject } from './faults.ts';
import type { FieldDocument, FormatDocument } from './format-document.ts';

/** The document with its fields, and the columns of its lists, in the order that it says. Where it says none, as they stand. */
export function inOrder(document: FormatDocument): FormatDocument {
  const fields = Object.entries(ordered(document.properties, document['x-order']));
  return { ...document, properties: Object.fromEntries(fields.map(([name, field]) => [name, withColumns(field)])) };
}

/** The document saying as its order, wherever it says none, the one in which it is written. What is no document stays as it is. */
export function sayOrder(document: unknown): unknown {
  if (!isObject(document) || !isObject(document['properties'])) return document;
  const fields = Object.entries(document['properties']).map(([name, field]) => [name, sayColumns(field)]);
  const properties = Object.fromEntries(fields) as JsonObject;
  return { 'x-order': Object.keys(properties), ...document, properties };
}

/** An order names each field once. */
export function checkOrder(order: unknown, properties: JsonObject, where: string, faults: Faults): void {
  if (order === undefined) return;
  const isWhole =
    isTexts(order) &&
    order.length === Object.keys(properties).length &&
    new Set(order).size === order.length &&
    order.every((name) => Object.hasOwn(properties, name));
  if (!isWhole) faults.add(where, '应列出每个字段各一次', '请补上或删去字段名；删去 x-order 则按所写的次序');
}

function withColumns(field: FieldDocument): FieldDocument {
  const { items } = field;
  if (!items?.['x-order']) return field;
  return { ...field, items: { ...items, properties: ordered(items.properties, items['x-order']) } };
}

function sayColumns(field: unknown): unknown {
  if (!isObject(field) || !isObject(field['items']) || !isObject(field['items']['properties'])) return field;
  const { items } = field;
  return { ...field, items: { 'x-order': Object.keys(field['items']['properties']), ...items } };
}

function ordered(
  properties: Readonly<Record<string, FieldDocument>>,
  order: readonly string[] | undefined,
): Readonly<Record<string, FieldDocument>> {
  if (!order) return properties;
  return Object.fromEntries(order.flatMap((name) => (properties[name] ? [[name, properties[name]]] : [])));
}
