import { oc } from '@orpc/contract';
import { faultSchema } from '../fault.ts';

/** Every call can end in a Fault; it travels as the typed error FAULT with the whole Fault as its data. */
export const call = oc.errors({ FAULT: { status: 400, data: faultSchema } });
