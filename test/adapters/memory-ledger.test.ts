/**
 * Does the ledger in memory behave as every ledger store has to?
 */
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { exactStoreContract, strictStoreContract } from './dynamo/dynamo-contract.ts';
import { ledgerStoreContract } from './ledger-contract.ts';

ledgerStoreContract('The ledger in memory', () => Promise.resolve(new MemoryLedger()));
exactStoreContract('The ledger in memory', () => Promise.resolve(new MemoryLedger()), 60);
strictStoreContract('The ledger in memory', () => Promise.resolve(new MemoryLedger()));
