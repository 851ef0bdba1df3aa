/**
 * Does the ledger on dynalite do all that a ledger store has to, as AWS's own emulator would?
 */
import { exactStoreContract, strictStoreContract } from './dynamo-contract.ts';
import { lostAnswersContract } from './dynamo-lost-responses.ts';
import { commandPlacesContract } from './dynamo-command-places.ts';
import { useDynalite } from './dynamo-servers.ts';
import { twoReadsContract } from './dynamo-two-reads.ts';
import { unreadCommandsContract } from './dynamo-unread-commands.ts';
import { ledgerStoreContract } from '../ledger-contract.ts';
import { recordedAnswersContract } from './recorded/recorded-contract.ts';

const dynalite = useDynalite();

ledgerStoreContract('The ledger on dynalite', () => dynalite.newStore());
exactStoreContract('The ledger on dynalite', () => dynalite.newStore(), 60);
strictStoreContract('The ledger on dynalite', () => dynalite.newStore());
lostAnswersContract('The ledger on dynalite', dynalite);
twoReadsContract('The ledger on dynalite', dynalite);
commandPlacesContract('The ledger on dynalite', dynalite);
unreadCommandsContract('The ledger on dynalite', dynalite);
recordedAnswersContract('dynalite', dynalite);
