import { Button, Checkbox, Form, Input, Select } from 'antd';
import { MEMBERS } from '../../../../src/domain/display/catalogue-words.ts';
import { SITE } from '../../site.ts';

const NODES = SITE.nodes
  .filter(({ code }) => code !== '100000')
  .map(({ code, name }) => ({ value: code, label: `仅${name}` }));

/** Who provides an item: any number of departments or kinds of departments. */
export function ProviderFields() {
  return (
    <Form.List
      name="providers"
      rules={[
        {
          validator: (_, claims: unknown[]) =>
            claims?.length > 0 ? Promise.resolve() : Promise.reject(new Error('至少要有一个提供单位')),
        },
      ]}
    >
      {(fields, { add, remove }, { errors }) => (
        <fieldset className="providers">
          <legend>{MEMBERS['providers']}</legend>
          {fields.map(({ key, name }) => (
            <div key={key} className="provider">
              <Form.Item name={[name, 'name']} label="名称" rules={[{ required: true, message: '请填写名称' }]}>
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item
                name={[name, 'department']}
                label="统一社会信用代码（特定部门）"
                rules={[{ pattern: /^[0-9A-Z]{18}$/, message: '须为18位统一社会信用代码' }]}
              >
                <Input maxLength={18} className="mono" allowClear />
              </Form.Item>
              <Form.Item
                name={[name, 'kind']}
                label="代码前两位（一类部门）"
                rules={[{ pattern: /^[1-9ANY][1-9]$/, message: '如 11' }]}
              >
                <Input maxLength={2} className="mono" allowClear />
              </Form.Item>
              <Form.Item name={[name, 'node']} label="地域">
                <Select options={NODES} allowClear placeholder="全国" />
              </Form.Item>
              <Form.Item name={[name, 'exclusive']} valuePropName="checked">
                <Checkbox>独家提供</Checkbox>
              </Form.Item>
              <Button size="small" onClick={() => remove(name)}>
                去掉
              </Button>
            </div>
          ))}
          <Button onClick={() => add({ name: '' })}>增加提供单位</Button>
          <Form.ErrorList errors={errors} />
        </fieldset>
      )}
    </Form.List>
  );
}
