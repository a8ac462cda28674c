import { type Call, ProviderError } from './endpoint.ts';

/** Reads a multipart body. @throws ProviderError (400) when it is not one */
export async function readForm(call: Call): Promise<FormData> {
  try {
    return await new Response(call.body, {
      headers: { 'content-type': call.headers['content-type'] ?? '' },
    }).formData();
  } catch {
    throw new ProviderError(400, 'We could not parse your multipart/form-data request.');
  }
}

/** The uploaded file of a form. @throws ProviderError (400) when there is none */
export function formFile(form: FormData): File {
  const file = form.get('file');
  if (file instanceof File) return file;
  throw new ProviderError(400, "'file' is a required property", { param: 'file' });
}
