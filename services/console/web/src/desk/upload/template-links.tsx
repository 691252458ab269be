import { apiUrl } from '../../api/call.ts';

/** Where to get an empty file of an item, and what its columns mean. */
export function TemplateLinks({ item }: { item: string }) {
  const path = `/v1/formats/${item}`;
  return (
    <span className="template-links">
      <a href={apiUrl('collection', `${path}/template.xlsx`)} download>
        Excel 模板
      </a>
      <a href={apiUrl('collection', `${path}/template.csv`)} download>
        CSV 模板
      </a>
      <a href={apiUrl('collection', `${path}/documentation`)} target="_blank" rel="noreferrer">
        填报说明
      </a>
    </span>
  );
}
