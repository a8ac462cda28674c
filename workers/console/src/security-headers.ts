import { secureHeaders } from 'hono/secure-headers';
import { referenceStyleHash } from './reference/reference-style.ts';

/** What a browser may do with an answer of the Worker: show it, the reference with its style. The pages beside it have ui/public/_headers. */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: [`'${referenceStyleHash}'`],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
  xFrameOptions: 'DENY',
  // For the domain's owner to say, whose other names it would hold for, too.
  strictTransportSecurity: false,
});
