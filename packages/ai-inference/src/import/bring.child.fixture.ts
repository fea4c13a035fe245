// Brings a bundle into a folder until it is killed: from a model folder, or from a mirror.
import { pullBundle } from '../mirror/pull-bundle.ts';
import { addModel } from './add-model.ts';

const [from = '', directory = '', fingerprint = ''] = process.argv.slice(2);

if (fingerprint === '') await addModel({ source: from, directory, onProgress: () => process.send?.('copying') });
else await pullBundle({ url: from, fingerprint, directory, onProgress: () => process.send?.('copying') });
process.send?.('done');
process.disconnect();
