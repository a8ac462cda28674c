import { Refusal } from './refusal.ts';

/** AWS4-HMAC-SHA256 and its relatives. */
const signed = /^AWS4-/i;

/** Signed URLs have the signature in their query. */
const presigned = /[?&]X-Amz-Signature=/i;

/**
 * A signature of AWS holds for the host that it was made for, which is the edge's, and the provider checks it against its own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html
 *
 * @throws Refusal 400
 */
export function refuseSigned(headers: Headers, query: string): void {
  if (!signed.test(headers.get('authorization') ?? '') && !presigned.test(query)) return;
  throw new Refusal(
    400,
    'signature_not_supported',
    'This call is signed with AWS credentials (SigV4). The signature names the host of the edge, so Amazon Bedrock would refuse it, ' +
      'and the call was not sent. Use a Bedrock API key: set AWS_BEARER_TOKEN_BEDROCK, or send it as Authorization: Bearer.',
  );
}
