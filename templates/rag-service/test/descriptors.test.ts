import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import hcl from 'hcl2-parser';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { project, readYaml } from './support/manifests.ts';

// Its own types name no export.
const parser = hcl as { readonly parseToObject: (text: string) => unknown };

describe('the Terraform module', () => {
  const folder = join(project, 'deploy/terraform');
  const blocks = z.looseObject({ variable: z.record(z.string(), z.array(z.looseObject({}))).optional() });
  const parse = (text: string): z.infer<typeof blocks> => {
    const [found, fault] = z.tuple([z.unknown(), z.unknown()]).rest(z.unknown()).parse(parser.parseToObject(text));
    if (fault !== null && fault !== undefined) throw new Error(JSON.stringify(fault));
    return blocks.parse(found);
  };

  it.each(readdirSync(folder).filter((file) => file.endsWith('.tf')))('%s is HCL', (file) => {
    expect(Object.keys(parse(readFileSync(join(folder, file), 'utf8'))).length).toBeGreaterThan(0);
  });

  it('has variables with a description, a type and, but for names of the cluster, a validation', () => {
    const { variable = {} } = parse(readFileSync(join(folder, 'variables.tf'), 'utf8'));
    expect(Object.keys(variable)).toContain('database_url');
    for (const [name, [block]] of Object.entries(variable)) {
      expect(block, name).toMatchObject({
        description: expect.any(String) as string,
        type: expect.any(String) as string,
      });
      if (name !== 'corpus_storage_class') expect(block, name).toHaveProperty('validation');
    }
    for (const secret of ['database_url', 'model_api_key'])
      expect(variable[secret]?.[0]).toMatchObject({ sensitive: true });
  });

  it('broken HCL is found', () => {
    expect(() => parse('variable "x" {\n  type = \n}\n')).toThrow();
  });
});

// By Backstage's description of its formats, as far as these files use them; unknown keys are an error.
const text = z.string().min(1);
const metadata = {
  name: z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/),
  description: text.optional(),
  tags: z.array(z.string().regex(/^[a-z0-9+#]+(-[a-z0-9+#]+)*$/)).optional(),
};
const owner = z.string().regex(/^(group|user):[a-z0-9-]+\/[a-z0-9-]+$/);
const component = z.strictObject({
  apiVersion: z.literal('backstage.io/v1alpha1'),
  kind: z.literal('Component'),
  metadata: z.strictObject({ ...metadata, annotations: z.record(text, text) }),
  spec: z.strictObject({ type: text, lifecycle: text, owner, providesApis: z.array(text) }),
});
const api = z.strictObject({
  apiVersion: z.literal('backstage.io/v1alpha1'),
  kind: z.literal('API'),
  metadata: z.strictObject(metadata),
  spec: z.strictObject({ type: text, lifecycle: text, owner, definition: z.strictObject({ $text: text }) }),
});
const template = z.strictObject({
  apiVersion: z.literal('scaffolder.backstage.io/v1beta3'),
  kind: z.literal('Template'),
  metadata: z.strictObject({ ...metadata, title: text }),
  spec: z.strictObject({
    owner,
    type: text,
    parameters: z.array(
      z.strictObject({ title: text, required: z.array(text), properties: z.record(text, z.unknown()) }),
    ),
    steps: z.array(z.strictObject({ id: text, name: text, action: text, input: z.record(text, z.unknown()) })),
    output: z.strictObject({ links: z.array(z.strictObject({ title: text, url: text })) }),
  }),
});

describe('Backstage', () => {
  it('gets a component and its API', () => {
    const [first, second, ...more] = readYaml(join(project, 'catalog-info.yaml'));
    const described = component.parse(first);
    const { metadata: named, spec } = api.parse(second);
    expect(described.spec.providesApis).toEqual([named.name]);
    expect(readYaml(join(project, spec.definition.$text))).toHaveLength(1);
    expect(more).toEqual([]);
  });

  it('gets a software template that asks for what its steps use', () => {
    const { spec } = template.parse(readYaml(join(project, 'template.yaml'))[0]);
    const asked = spec.parameters.flatMap(({ required, properties }) => {
      expect(Object.keys(properties)).toEqual(required);
      return required;
    });
    const used = [...JSON.stringify(spec).matchAll(/parameters\.([A-Za-z]+)/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(asked));
  });
});

describe('the OpenAPI description', () => {
  it('names the routes of the service', () => {
    const { paths } = z
      .looseObject({ paths: z.record(text, z.record(text, z.unknown())) })
      .parse(readYaml(join(project, 'docs/openapi.yaml'))[0]);
    const described = Object.entries(paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`),
    );
    const server = readFileSync(join(project, 'src/rag-server.ts'), 'utf8');
    const routed = [...server.matchAll(/'((?:GET|POST) \/v1\/[a-z]+)':/g)].map(([, route]) => route);
    expect(described).toEqual(routed);
  });
});
