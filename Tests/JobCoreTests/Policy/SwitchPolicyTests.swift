// Exchanges of places: the two have each other's place afterwards, and everybody else has the one that they had.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SwitchPolicyTests {
  /// Jobs of one priority, each with the moment at which it became ready.
  private typealias Line = [JobID: Int64]

  private func order(_ line: Line) -> [JobID] { line.keys.sorted { (line[$0] ?? 0, $0) < (line[$1] ?? 0, $1) } }

  private func neighbours(_ line: Line, of place: Int64, _ first: JobID, _ second: JobID) -> SwitchPolicy.Neighbours {
    let others = line.filter { $0.value == place }.keys.sorted()
    let (earlier, later) = (line.values.filter { $0 < place }.max(), line.values.filter { $0 > place }.min())
    return SwitchPolicy.Neighbours(
      before: others.filter { $0 < first }, between: others.filter { $0 > first && $0 < second },
      behind: others.filter { $0 > second }, stepBack: SwitchPolicy.step(from: place, to: earlier),
      stepForth: SwitchPolicy.step(from: place, to: later))
  }

  private func steps(_ line: Line, _ one: JobID, _ other: JobID) -> [SwitchPolicy.Step]? {
    let (first, second) = (min(one, other), max(one, other))
    let (here, there) = (line[first] ?? 0, line[second] ?? 0)
    if here == there {
      return SwitchPolicy.exchange(first, second, readyAt: here, neighbours(line, of: here, first, second))
    }
    let one = SwitchPolicy.take(first, placeOf: second, readyAt: there, neighbours(line, of: there, second, second))
    let other = SwitchPolicy.take(second, placeOf: first, readyAt: here, neighbours(line, of: here, first, first))
    guard let one, let other else { return nil }
    return one + other
  }

  /// The line after it; `nil` if there was no room.
  @discardableResult
  private func expectExchange(_ line: Line, _ one: JobID, _ other: JobID) -> Line? {
    var wanted = order(line)
    guard let steps = steps(line, one, other), let here = wanted.firstIndex(of: one),
      let there = wanted.firstIndex(of: other)
    else { return nil }
    wanted.swapAt(here, there)
    var after = line
    for step in steps { after[step.job] = step.readyAt }
    #expect(order(after) == wanted, "\(one) and \(other) in \(line.sorted { $0.key < $1.key })")
    return after
  }

  @Test(arguments: [UInt64.random(in: .min ... .max), 1, 2]) func everybodyElseStaysWhereTheyWere(_ seed: UInt64) {
    var random = SeededRandom(seed)
    var made = 0
    for _ in 0..<200 {
      // Close together, too, so that there is no room now and then.
      let gap: Int64 = Bool.random(using: &random) ? 100_000 : 4
      var line: Line = [:]
      for id in 1...Int64.random(in: 2...12, using: &random) {
        line[JobID(id)] = gap * Int64.random(in: 0...3, using: &random)
      }
      // One after the other, in what the last one has left.
      for _ in 0..<10 {
        let two = line.keys.sorted().shuffled(using: &random)
        guard let after = expectExchange(line, two[0], two[1]) else { continue }
        line = after
        made += 1
      }
    }
    #expect(made > 1_000)
  }

  @Test func ofManyInOnePlaceTheFewestAreMoved() {
    let ids = (1...100).map { JobID($0) }
    let line = Line(uniqueKeysWithValues: ids.map { ($0, 5) })
    // The first two, the last two, the first and the last, and two in the middle.
    for (one, other, count) in [(0, 1, 1), (98, 99, 1), (0, 99, 2), (49, 50, 50)] {
      #expect(steps(line, ids[one], ids[other])?.count == count, "\(one) and \(other)")
      expectExchange(line, ids[one], ids[other])
    }
  }

  @Test func jobsOfDifferentMomentsMoveAlone() {
    let line: Line = [JobID(1): 10, JobID(2): 20, JobID(3): 30]
    #expect(
      steps(line, JobID(1), JobID(3)) == [
        SwitchPolicy.Step(job: JobID(1), readyAt: 30), SwitchPolicy.Step(job: JobID(3), readyAt: 10),
      ])
  }

  @Test func withoutRoomNobodyMoves() {
    let line: Line = [JobID(1): 9, JobID(2): 10, JobID(3): 10, JobID(4): 11]
    #expect(steps(line, JobID(2), JobID(3)) == nil)
    // Whose numbers do not matter needs none.
    #expect(steps(line, JobID(1), JobID(4))?.count == 2)
    #expect(SwitchPolicy.step(from: .min, to: .max) == Limits.switchStepMicros)
    #expect(SwitchPolicy.step(from: 10, to: 12) == 0 && SwitchPolicy.step(from: 10, to: 7) == 1)
  }
}
