import { reset } from 'cloudflare:test';
import { beforeAll } from 'vitest';

// The files that a runtime runs share its D1 and R2, and each begins without what the one before left there.
beforeAll(reset);
