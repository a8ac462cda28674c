import { OpenAPIHono } from '@hono/zod-openapi';
import { AccountsError, type AccountsErrorCode, openAccounts } from '@tallystick/accounts';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { version } from '../package.json';
import { ApiError, type ApiErrorCode, describeIssue } from './api-error.ts';
import type { Env } from './env.ts';
import { addHealth } from './routes/health.ts';
import { addKeys } from './routes/keys.ts';
import { addOrganisations } from './routes/organisations.ts';
import { addPages } from './routes/pages.ts';
import type { AppEnv, Services } from './services.ts';

/** The console Worker's HTTP API. */
export const app = new OpenAPIHono<AppEnv>({
  defaultHook: (result) => {
    if (!result.success) throw new ApiError('invalid', describeIssue(result.error));
  },
});

app.use('/v1/*', async (c, next) => {
  // A body of another type would be passed over, and its fields with it.
  const type = c.req.header('content-type');
  if (c.req.method === 'POST' && !/^application\/json(;|$)/i.test(type ?? '')) {
    throw new ApiError('not_json', 'send the body as JSON, with the header "Content-Type: application/json"');
  }
  c.set('services', servicesOf(c.env));
  await next();
  c.header('Cache-Control', 'no-store');
});
app.use('/v1/*', bodyLimit({ maxSize: 200_000, onError: tooLarge }));

addHealth(app);
addOrganisations(app);
addKeys(app);
addPages(app);

app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
  type: 'http',
  scheme: 'bearer',
  description: 'a read or admin key of an organisation, or the operator token of the deployment',
});
app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: 'Tallystick', version } });

app.notFound(() => {
  throw new ApiError('not_found', 'there is no such route: /openapi.json has them all');
});

app.onError((error, c) => {
  const { status, code, message } = refusalOf(error);
  if (code === 'internal') console.error(error);
  if (code === 'unauthorized') c.header('WWW-Authenticate', 'Bearer');
  return c.json({ error: { code, message } }, status);
});

const accountsCodes: Record<AccountsErrorCode, ApiErrorCode> = {
  bad_id: 'invalid',
  organisation_exists: 'conflict',
  unknown_organisation: 'not_found',
};

function refusalOf(error: Error): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AccountsError) return new ApiError(accountsCodes[error.code], error.message);
  // Hono's own refusal, of a body that is not JSON.
  if (error instanceof HTTPException && error.status === 400) return new ApiError('invalid', 'the body is not JSON');
  return new ApiError('internal', 'something went wrong here: the log of the console Worker says what');
}

function tooLarge(): never {
  throw new ApiError('too_large', 'the body is larger than 200,000 bytes');
}

function servicesOf(env: Env): Services {
  return {
    accounts: openAccounts(env.DB),
    keySecrets: {
      w: [env.KEY_SECRET_WRITE],
      r: [env.KEY_SECRET_READ, env.KEY_SECRET_READ_PREVIOUS],
      a: [env.KEY_SECRET_ADMIN, env.KEY_SECRET_ADMIN_PREVIOUS],
    },
    operatorToken: env.OPERATOR_TOKEN,
  };
}
