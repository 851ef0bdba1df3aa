/**
 * Our engine and the others that are installed, in turns, on one file of candles.
 */
import { askPeer, figuresOf, type PeerAnswer, type PeerFigures } from './measure-peer.ts';
import { whyMissing, type Peer } from './peer-list.ts';

export interface MissingPeer {
  readonly name: string;
  readonly why: string;
  /** It is installed, and its program has failed. */
  readonly hasFailed: boolean;
}

export interface ComparedPeers {
  /** Ours first. */
  readonly engines: readonly (PeerFigures & Pick<Peer, 'differs'>)[];
  readonly missing: readonly MissingPeer[];
}

export interface ComparisonRequest {
  readonly ours: Peer;
  readonly peers: readonly Peer[];
  readonly candlesFile: string;
  /** Candles in the file. */
  readonly rows: number;
  readonly rounds: number;
  /** Warm runs in each round, at most. */
  readonly runs: number;
}

/** @throws Error where ours fails: without it there is nothing to compare with. */
export async function comparePeers(request: ComparisonRequest): Promise<ComparedPeers> {
  const { ours, peers, candlesFile, rows, rounds, runs } = request;
  const missing: MissingPeer[] = [];
  const answers = new Map<Peer, PeerAnswer[]>([[ours, []]]);
  for (const peer of peers) {
    const why = await whyMissing(peer);
    if (why === undefined) answers.set(peer, []);
    else missing.push({ name: peer.name, why, hasFailed: false });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [peer, list] of answers) {
      try {
        list.push(await askPeer(peer, candlesFile, runs));
      } catch (error) {
        if (peer === ours) throw error;
        missing.push({ name: peer.name, why: String(error), hasFailed: true });
        answers.delete(peer);
      }
    }
  }
  const oursByRound = answers.get(ours) ?? [];
  const engines = [...answers].map(([peer, list]) => {
    const figures = figuresOf(peer.name, list, oursByRound, rows);
    return { ...figures, differs: peer.differs };
  });
  return { engines, missing };
}
