import { Button, Checkbox, Drawer, Form, Input, InputNumber, Select, Switch } from 'antd';
import { CHANNEL_WORDS, MEMBERS, PUBLISH_WORDS } from '../../../../src/domain/display/catalogue-words.ts';
import { type Entry, withoutEmpty } from './catalogue.ts';
import { ProviderFields } from './provider-fields.tsx';

const WORKING_DAYS_MAX = 1_000;
const NEW: Partial<Entry> = {
  publish: 'yes',
  provideWorkingDays: 7,
  publishWorkingDays: 20,
  channels: ['entry', 'import', 'interface'],
  needsReview: false,
  providers: [{ name: '各政府部门' }],
};
const toOptions = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** One entry of a draft, to be changed or added; `entry` is undefined for a new one. */
export function EntryForm({ entry, taken, formats, onSave, onRemove, onClose }: Props) {
  const [form] = Form.useForm<Entry>();
  const item = Form.useWatch('item', form) ?? entry?.item ?? '';
  const needed = (label: string) => [{ required: true, whitespace: true, message: `请填写${label}` }];
  const text = (member: 'name' | 'category' | 'shareScope' | 'updateCycle') => (
    <Form.Item name={member} label={MEMBERS[member]} rules={needed(MEMBERS[member] ?? '')}>
      <Input maxLength={2_000} />
    </Form.Item>
  );
  const days = (member: 'provideWorkingDays' | 'publishWorkingDays') => (
    <Form.Item
      name={member}
      label={`${MEMBERS[member]}（产生之日起的工作日）`}
      rules={[{ required: true, message: '请填写天数' }]}
    >
      <InputNumber min={1} max={WORKING_DAYS_MAX} precision={0} style={{ width: '100%' }} />
    </Form.Item>
  );
  return (
    <Drawer
      open
      size="large"
      title={entry ? `修改：${entry.name}` : '新增项目'}
      onClose={onClose}
      footer={
        <div className="tools">
          <Button type="primary" onClick={() => form.submit()}>
            确定
          </Button>
          <Button onClick={onClose}>取消</Button>
          {entry && (
            <Button danger onClick={() => onRemove(entry.item)}>
              从草案中去掉
            </Button>
          )}
        </div>
      }
    >
      <Form<Entry>
        form={form}
        layout="vertical"
        initialValues={entry ?? NEW}
        scrollToFirstError
        onFinish={(values) =>
          onSave({ ...values, item: entry?.item ?? values.item, providers: values.providers.map(withoutEmpty) })
        }
      >
        {!entry && (
          <Form.Item
            name="item"
            label="项目代码（三个大写字母）"
            rules={[
              { required: true, pattern: /^[A-Z]{3}$/, message: '须为三个大写字母，如 PEN' },
              {
                validator: (_, value: string) =>
                  taken.includes(value) ? Promise.reject(new Error(`已有项目 ${value}`)) : Promise.resolve(),
              },
            ]}
          >
            <Input maxLength={3} className="mono" />
          </Form.Item>
        )}
        {text('name')}
        {text('category')}
        <Form.Item name="legalBasis" label={MEMBERS['legalBasis']} rules={needed('法律依据')}>
          <Input.TextArea rows={2} maxLength={2_000} />
        </Form.Item>
        <Form.Item
          name="format"
          label="格式规范（新格式先在草案中上传）"
          rules={[{ required: true, message: '请选择格式规范' }]}
        >
          <Select
            options={formats.filter((id) => id.startsWith(`${item}@`)).map((id) => ({ value: id, label: id }))}
            notFoundContent={item === '' ? '请先填写项目代码' : `没有 ${item} 的格式规范，请先在草案中上传`}
          />
        </Form.Item>
        <ProviderFields />
        <Form.Item name="channels" label={MEMBERS['channels']} rules={[{ required: true, message: '至少选择一种' }]}>
          <Checkbox.Group options={toOptions(CHANNEL_WORDS)} />
        </Form.Item>
        <Form.Item name="needsReview" label={MEMBERS['needsReview']} valuePropName="checked">
          <Switch checkedChildren="须复核" unCheckedChildren="不须" />
        </Form.Item>
        <Form.Item name="publish" label={MEMBERS['publish']}>
          <Select options={toOptions(PUBLISH_WORDS)} />
        </Form.Item>
        {text('shareScope')}
        {text('updateCycle')}
        {days('provideWorkingDays')}
        {days('publishWorkingDays')}
      </Form>
    </Drawer>
  );
}

interface Props {
  entry: Entry | undefined;
  /** Items that the draft has. */
  taken: string[];
  /** Ids of the formats that are published or come with the draft. */
  formats: string[];
  onSave: (entry: Entry) => void;
  onRemove: (item: string) => void;
  onClose: () => void;
}
