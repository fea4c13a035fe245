// A registry on 127.0.0.1 that has the packed packages and nothing else: what is not ours comes from where npm is told to look for it.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** @param {readonly import('./pack-packages.mjs').Tarball[]} tarballs the last of a name is `latest` */
export async function startRegistry(tarballs) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?', 1)[0] ?? '').slice(1);
    const tarball = tarballs.find(({ name, version }) => path === `${name}/-/${version}.tgz`);
    const versions = tarballs.filter(({ name }) => name === path);
    if (request.method === 'GET' && tarball !== undefined) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(readFileSync(tarball.file));
    } else if (request.method === 'GET' && versions.length > 0) {
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(packument(versions, url())));
    } else response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
  });
  const url = () => `http://127.0.0.1:${server.address().port}`;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: url(), stop };
}

function packument(versions, url) {
  const { name, version: latest } = versions.at(-1);
  const entries = versions.map(({ manifest, version, integrity }) => [
    version,
    { ...manifest, dist: { tarball: `${url}/${name}/-/${version}.tgz`, integrity } },
  ]);
  return { name, 'dist-tags': { latest }, versions: Object.fromEntries(entries) };
}
