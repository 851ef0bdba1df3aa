/** AWS could not be asked, or did not answer: what is there stays unknown. */
import { InputError } from '../input-error.ts';

export class AwsUnavailableError extends InputError {}
