import { describe, expect, it } from 'vitest';
import { contextFor, guard } from '../../test/http-cases.ts';
import { guardEvents } from './guard-events.ts';
import { parseEvents, type ServerEvent } from './server-events.ts';

const context = contextFor('Bearer good');

async function* source(chunks: Iterable<string>): AsyncGenerator<string, void> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

async function guarded(field: string, ...datas: readonly unknown[]): Promise<string> {
  const chunks = datas.map((data) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  let text = '';
  for await (const event of guardEvents(guard, source(chunks), field, context)) text += event;
  return text;
}

describe('guardEvents', () => {
  it('puts checked text where a path with a star has found it', async () => {
    const piece = (content: string): object => ({ choices: [{ index: 0, delta: { content } }] });
    const text = await guarded('choices.*.delta.content', piece('by ada@exam'), piece('ple.com now'));
    expect(text).not.toContain('exam');
    expect(text).toContain('{"choices":[{"index":0,"delta":{"content":"by "}}]}');
    expect(text).toContain('[EMAIL_ADDRESS]');
  });

  it('keeps the shape of a text below the field', async () => {
    expect(await guarded('delta', { delta: { text: 'ada@example.com' } })).toBe(
      'data: {"delta":{"text":"[EMAIL_ADDRESS]"}}\n\n',
    );
  });

  it('checks what stands around the text', async () => {
    const text = await guarded('delta', { delta: 'Hi.', thought: 'ada@example.com', model: 'm' });
    expect(text).toBe('data: {"delta":"Hi.","thought":"[EMAIL_ADDRESS]","model":"m"}\n\n');
    await expect(guarded('delta', { delta: 'Hi.', thought: 'It is 536-22-8726.' })).rejects.toMatchObject({
      code: 'blocked',
    });
  });

  it('hands on the last event, which may say how the text ended, with no text in it', async () => {
    const text = await guarded('delta', { delta: 'Cut off' }, { delta: '', finish: 'length' });
    expect(text).toContain('"finish":"length"');
  });
});

describe('parseEvents', () => {
  const parsed = async (chunks: Iterable<string>): Promise<readonly ServerEvent[]> => {
    const events: ServerEvent[] = [];
    for await (const event of parseEvents(source(chunks))) events.push(event);
    return events;
  };

  it.each(['\n\n', '\r\n\r\n', '\r\r', '\n\r\n', '\r\n\n'])('ends an event at %j, wherever it is cut', async (end) => {
    const text = `data: a${end}data: b${end}`;
    const whole = await parsed([text]);
    expect(whole.map(({ data }) => data)).toEqual(['a', 'b']);
    expect(await parsed(text)).toEqual(whole);
  });

  it('takes a long event in tiny pieces in linear time', async () => {
    const chunks = Array.from({ length: 400_000 }, () => 'xy');
    const started = process.cpuUsage();
    const [event] = await parsed(['data: ', ...chunks, '\n\n']);
    expect(event?.data).toHaveLength(800_000);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(5_000);
  });
});
