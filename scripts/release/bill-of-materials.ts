// The CycloneDX bill of materials of one package: itself, everything that installing it brings, and who brings what.
import { Contrib, Enums, Models, Serialize, Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import parse from 'spdx-expression-parse';
import { closure, type Installed } from './installed.ts';

const version = Spec.Version.v1dot6;

/**
 * The text of the bill of materials, validated against the strict schema of CycloneDX 1.6. The same packages give the same text.
 *
 * @throws Error that quotes what the schema refuses
 */
export async function billOfMaterials(installed: ReadonlyMap<string, Installed>, path: string): Promise<string> {
  const own = installed.get(path);
  if (own === undefined) throw new Error(`${path} is not installed`);
  const parts = closure(installed, path);
  const components = new Map([own, ...parts].map((one) => [one.path, component(one)] as const));
  for (const one of [own, ...parts])
    for (const used of one.uses) {
      const other = components.get(used);
      if (other !== undefined && used !== one.path) components.get(one.path)?.dependencies.add(other.bomRef);
    }
  const bom = new Models.Bom({
    components: new Models.ComponentRepository(parts.map(({ path: at }) => components.get(at)).filter(isComponent)),
  });
  const described = components.get(path);
  if (described !== undefined) bom.metadata.component = described;
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  const text = `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
  const problem: unknown = await new Validation.JsonStrictValidator(version).validate(text);
  if (problem !== null)
    throw new Error(`the bill of materials of ${own.name} is not valid: ${JSON.stringify(problem)}`);
  return text;
}

function component({ path, name, version: at, integrity, manifest }: Installed): Models.Component {
  const licences = new Contrib.License.Factories.LicenseFactory((expression) => void parse(expression));
  const builder = new Contrib.FromNodePackageJson.Builders.ComponentBuilder(
    new Contrib.FromNodePackageJson.Factories.ExternalReferenceFactory(),
    licences,
  );
  const made = builder.makeComponent(
    { name, version: at, ...texts(manifest, ['description', 'license', 'homepage']) },
    Enums.ComponentType.Library,
  );
  if (made === undefined) throw new Error(`${path} has a manifest without a name`);
  made.bomRef.value = path;
  const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : undefined;
  const rest = scope === undefined ? name : name.slice(scope.length + 1);
  made.purl = new PackageURL('npm', scope, rest, at, undefined, undefined).toString();
  if (integrity !== undefined) {
    const [algorithm, content] = Contrib.FromNodePackageJson.Utils.parsePackageIntegrity(integrity);
    made.hashes.set(algorithm, content);
  }
  return made;
}

function texts(manifest: Installed['manifest'], keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    keys.flatMap((key) => (typeof manifest[key] === 'string' ? [[key, manifest[key]] as const] : [])),
  );
}

function isComponent(one: Models.Component | undefined): one is Models.Component {
  return one !== undefined;
}
