import type OpenAI from 'openai';
import { type Call, type Endpoint, ProviderError } from '../endpoint.ts';
import { newId, now } from '../ids.ts';
import type { StoredFile } from '../memory.ts';
import { formFile, readForm } from '../read-form.ts';
import { bytes, json, type Reply } from '../reply.ts';

/** https://platform.openai.com/docs/api-reference/files */
export const files: readonly Endpoint[] = [
  { method: 'POST', path: /^\/v1\/files$/, answer: uploadFile },
  {
    method: 'GET',
    path: /^\/v1\/files$/,
    answer: ({ memory }) => {
      const data = [...memory.files.values()].map(fileObject).reverse();
      return json(200, {
        object: 'list',
        data,
        first_id: data[0]?.id ?? null,
        last_id: data.at(-1)?.id ?? null,
        has_more: false,
      });
    },
  },
  { method: 'GET', path: /^\/v1\/files\/([^/]+)$/, answer: (call, id) => json(200, fileObject(findFile(call, id))) },
  {
    method: 'DELETE',
    path: /^\/v1\/files\/([^/]+)$/,
    answer: (call, id) => {
      findFile(call, id);
      call.memory.files.delete(id);
      return json(200, { id, object: 'file', deleted: true });
    },
  },
  { method: 'GET', path: /^\/v1\/files\/([^/]+)\/content$/, answer: downloadFile },
];

async function uploadFile(call: Call): Promise<Reply> {
  const form = await readForm(call);
  const upload = formFile(form);
  const file: StoredFile = {
    id: newId('file-'),
    name: upload.name,
    type: upload.type || 'application/octet-stream',
    purpose: String(form.get('purpose') ?? 'user_data'),
    createdAt: now(),
    content: new Uint8Array(await upload.arrayBuffer()),
  };
  call.memory.files.set(file.id, file);
  return json(200, fileObject(file));
}

/** The content, or the single range of it that the Range header names (RFC 9110, section 14). */
function downloadFile(call: Call, id: string): Reply {
  const { content, type, name } = findFile(call, id);
  const headers = {
    'content-type': type,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    'accept-ranges': 'bytes',
  };
  const range = /^bytes=(\d*)-(\d*)$/.exec(call.headers.range ?? '');
  if (!range || (range[1] === '' && range[2] === '')) return bytes(200, content, headers);
  const suffix = range[1] === '';
  const start = suffix ? Math.max(content.length - Number(range[2]), 0) : Number(range[1]);
  const end = suffix || range[2] === '' ? content.length - 1 : Math.min(Number(range[2]), content.length - 1);
  if (start > end) return bytes(416, new Uint8Array(), { 'content-range': `bytes */${content.length}` });
  return bytes(206, content.subarray(start, end + 1), {
    ...headers,
    'content-range': `bytes ${start}-${end}/${content.length}`,
  });
}

function findFile(call: Call, id: string): StoredFile {
  const file = call.memory.files.get(id);
  if (file) return file;
  throw new ProviderError(404, `No such File object: ${id}`, { param: 'id' });
}

function fileObject(file: StoredFile): OpenAI.FileObject {
  return {
    object: 'file',
    id: file.id,
    purpose: file.purpose as OpenAI.FileObject['purpose'],
    filename: file.name,
    bytes: file.content.length,
    created_at: file.createdAt,
    status: 'processed',
  };
}
