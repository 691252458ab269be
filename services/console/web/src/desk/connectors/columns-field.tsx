import { Button, Form, Input, Select } from 'antd';
import type { FormModel } from '../entry/form/form-model.ts';
import { fieldChoices } from './field-labels.ts';

const COLUMNS_MIN = 2;
const COLUMNS_MAX = 200;
const IDENTIFIER_CHARACTERS_MAX = 63;

/** Which column of the source holds which field, row by row. */
export function ColumnsField({ model }: { model: FormModel | undefined }) {
  if (!model) return <p className="quiet">选择信息类别后，在此填写各字段在部门表中的列名。</p>;
  const choices = fieldChoices(model);
  return (
    <Form.List name="columns" rules={[{ validator: (_, rows: unknown[]) => checkCount(rows) }]}>
      {(rows, { add, remove }, { errors }) => (
        <>
          <ul className="column-rows">
            {rows.map(({ key, name }, place) => (
              <li key={key}>
                <Form.Item name={[name, 'field']} rules={[{ required: true, message: '请选择字段' }]}>
                  <Select
                    aria-label={`第 ${place + 1} 行的字段`}
                    showSearch={{ optionFilterProp: 'label' }}
                    placeholder="字段"
                    options={choices}
                  />
                </Form.Item>
                <Form.Item
                  name={[name, 'column']}
                  rules={[{ required: true, whitespace: true, message: '请填写列名' }]}
                >
                  <Input
                    aria-label={`第 ${place + 1} 行的列名`}
                    className="mono"
                    autoComplete="off"
                    placeholder="部门表中的列名"
                    maxLength={IDENTIFIER_CHARACTERS_MAX}
                  />
                </Form.Item>
                <Button aria-label={`删除第 ${place + 1} 行`} onClick={() => remove(name)}>
                  删除
                </Button>
              </li>
            ))}
          </ul>
          <Form.ErrorList errors={errors} />
          <Button disabled={rows.length >= COLUMNS_MAX} onClick={() => add({ column: '' })}>
            增加一列
          </Button>
        </>
      )}
    </Form.List>
  );
}

function checkCount(rows: unknown[] | undefined): Promise<void> {
  return (rows?.length ?? 0) >= COLUMNS_MIN ? Promise.resolve() : Promise.reject(new Error('至少填写两列'));
}
