/**
 * What a person may: an owner what an admin key may; a member what a read key may, and score, rate and save views; a viewer the same
 * without the bodies of calls.
 */
export const roles = ['owner', 'member', 'viewer'] as const;
export type Role = (typeof roles)[number];
