import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { type Department, EVERY_ITEM, listAllDepartments } from '../departments/department.ts';
import { useItems } from '../use-items.ts';

const IDENTIFIER_CHARACTERS_MAX = 63;

/** What is settled when a connector is registered: whose records, of which item, and from which table in which order. */
export function SourceFields({ department, onDepartment, onItem }: Props) {
  const { data: departments } = useQuery({
    queryKey: ['admin', 'departments', 'all'],
    queryFn: listAllDepartments,
    select: (all) => all.filter(mayBePulled),
  });
  const items = useItems();
  const allowed = departments?.find(({ uscc }) => uscc === department)?.items ?? [];
  const identifier = (name: 'schema' | 'relation' | 'watermark' | 'key', label: string, extra?: string) => (
    <Form.Item
      name={name}
      label={label}
      extra={extra}
      rules={[{ required: true, whitespace: true, message: `请填写${label}` }]}
    >
      <Input className="mono" autoComplete="off" maxLength={IDENTIFIER_CHARACTERS_MAX} />
    </Form.Item>
  );
  return (
    <>
      <section className="card panel">
        <h2>提供部门</h2>
        <div className="form-grid">
          <Form.Item
            name="department"
            label="提供部门"
            extra="以数据库对接方式登记、不要求签名的部门"
            rules={[{ required: true, message: '请选择提供部门' }]}
          >
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              placeholder="选择部门"
              loading={!departments}
              notFoundContent="没有以数据库对接方式登记的部门"
              onChange={onDepartment}
              options={departments?.map(({ uscc, name }) => ({ value: uscc, label: name })) ?? []}
            />
          </Form.Item>
          <Form.Item name="item" label="信息类别" rules={[{ required: true, message: '请选择信息类别' }]}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={department ? '选择信息类别' : '先选择提供部门'}
              disabled={!department}
              onChange={onItem}
              options={items
                .filter(({ item }) => allowed.includes(EVERY_ITEM) || allowed.includes(item))
                .map(({ item, title }) => ({ value: item, label: title }))}
            />
          </Form.Item>
        </div>
      </section>
      <section className="card panel">
        <h2>表或视图</h2>
        <div className="form-grid">
          {identifier('schema', '模式')}
          {identifier('relation', '表或视图')}
          {identifier('watermark', '时间戳列', '时间或递增序号，每次变更时增大；请部门为其建立索引')}
          {identifier('key', '键列', '区分时间戳相同的行，如主键')}
        </div>
      </section>
    </>
  );
}

interface Props {
  /** USCC of the one that is chosen. */
  department: string | undefined;
  onDepartment: (uscc: string) => void;
  onItem: (item: string) => void;
}

function mayBePulled({ ways, revokedAt, signatureRequired }: Department): boolean {
  return ways.includes('connector') && revokedAt === null && !signatureRequired;
}
