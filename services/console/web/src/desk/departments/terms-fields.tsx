import { Checkbox, Form, Input, Select } from 'antd';
import { useId } from 'react';
import { useItems } from '../use-items.ts';
import { DEPARTMENT_WAYS, type DepartmentTerms, EVERY_ITEM } from './department.ts';

const NAME_CHARACTERS_MAX = 200;
const AREA_DIGITS = 6;

/** What is said about a department, to be filled in. */
export function TermsFields({
  terms,
  onChange,
}: {
  terms: DepartmentTerms;
  onChange: (terms: DepartmentTerms) => void;
}) {
  const id = useId();
  const items = useItems();
  const set = (changes: Partial<DepartmentTerms>) => onChange({ ...terms, ...changes });
  return (
    <>
      <Form.Item label="部门名称" htmlFor={`${id}-name`} required>
        <Input
          id={`${id}-name`}
          maxLength={NAME_CHARACTERS_MAX}
          value={terms.name}
          onChange={(event) => set({ name: event.target.value })}
        />
      </Form.Item>
      <Form.Item label="可提供的信息" htmlFor={`${id}-items`} required>
        <Select
          id={`${id}-items`}
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          placeholder="选择资源目录项"
          value={terms.items}
          onChange={(chosen: string[]) =>
            set({ items: chosen.at(-1) === EVERY_ITEM ? [EVERY_ITEM] : chosen.filter((item) => item !== EVERY_ITEM) })
          }
          options={[
            { value: EVERY_ITEM, label: '目录内全部信息' },
            ...items.map(({ item, title }) => ({ value: item, label: title })),
          ]}
        />
      </Form.Item>
      <Form.Item label="提供方式" required>
        <Checkbox.Group
          aria-label="提供方式"
          value={terms.ways}
          onChange={(ways) => set({ ways })}
          options={Object.entries(DEPARTMENT_WAYS).map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
      <div className="terms-pair">
        <Form.Item label="行政区划代码" htmlFor={`${id}-area`} extra="六位，如 330100" required>
          <Input
            id={`${id}-area`}
            inputMode="numeric"
            maxLength={AREA_DIGITS}
            value={terms.area}
            onChange={(event) => set({ area: event.target.value })}
          />
        </Form.Item>
        <Form.Item label="联系人及联系方式" htmlFor={`${id}-contact`} required>
          <Input
            id={`${id}-contact`}
            maxLength={NAME_CHARACTERS_MAX}
            value={terms.contact}
            onChange={(event) => set({ contact: event.target.value })}
          />
        </Form.Item>
      </div>
      <Form.Item>
        <Checkbox
          checked={terms.signatureRequired}
          onChange={(event) => set({ signatureRequired: event.target.checked })}
        >
          批次须以部门密钥签名
        </Checkbox>
      </Form.Item>
    </>
  );
}

/** Whether everything is filled in that has to be. */
export function areComplete({ name, items, ways, area, contact }: DepartmentTerms): boolean {
  return name.trim() !== '' && contact.trim() !== '' && items.length > 0 && ways.length > 0 && /^\d{6}$/.test(area);
}
