/**
 * Does the ledger in memory behave as every ledger store has to?
 */
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { strictStoreContract } from './dynamo/dynamo-contract.ts';
import { ledgerStoreContract } from './ledger-contract.ts';

ledgerStoreContract('The ledger in memory', () => Promise.resolve(new MemoryLedger()));
strictStoreContract('The ledger in memory', () => Promise.resolve(new MemoryLedger()));
