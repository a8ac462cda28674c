/** What leaves a line in an organisation's audit log. */
export const auditActions = [
  'body_read',
  'export',
  'delete',
  'key_created',
  'key_revoked',
  'member_added',
  'member_removed',
  'price_set',
  'price_unset',
  'reprice',
  'sign_in',
] as const;
export type AuditAction = (typeof auditActions)[number];
