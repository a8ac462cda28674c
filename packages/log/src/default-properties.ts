import * as z from 'zod';
import { propertyLimits, propertyNameFault } from './properties.ts';

/** The properties that a key gives to every call made with it: whatever `Tally-Property-*` headers could say. */
export const defaultPropertiesSchema = z
  .record(z.string(), z.string().trim().max(propertyLimits.value, `must be at most ${propertyLimits.value} characters`))
  .refine((properties) => Object.keys(properties).length <= propertyLimits.call, `more than ${propertyLimits.call}`)
  .superRefine((properties, context) => {
    for (const name of Object.keys(properties)) {
      const fault = propertyNameFault(name);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault, path: [name.slice(0, 80)] });
    }
  });
