/** AWS could not be reached, or did not answer: the facts stay unknown. */
import { InputError } from '../input-error.ts';

export class AwsUnavailableError extends InputError {}
