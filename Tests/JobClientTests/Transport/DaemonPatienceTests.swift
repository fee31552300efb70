// How long a daemon is waited for, for which failures, and who hears of it.

import JobWire
import TestSupport
import Testing

@testable import JobClient

@Suite struct DaemonPatienceTests {
  private static let endpoint = Endpoint.unix(path: "/s")
  private static let lost = ClientError.connectionLost(endpoint: endpoint, reason: "gone")
  private static let away = ClientError.unreachable(endpoint: endpoint, reason: "nobody listens there")

  private struct Outcome: Equatable {
    var error: ClientError?
    var asked: Int
  }

  /// What `patience` makes of these failures, one after the other, and then of a success; and how often was asked.
  private func run(
    _ patience: DaemonPatience, _ failures: [ClientError], until limit: ContinuousClock.Instant? = nil
  ) async -> Outcome {
    var rest = failures[...]
    var asked = 0
    do throws(ClientError) {
      try await patience.over(until: limit) { () async throws(ClientError) in
        asked += 1
        if let error = rest.popFirst() { throw error }
      }
      return Outcome(asked: asked)
    } catch {
      return Outcome(error: error, asked: asked)
    }
  }

  private func patience(_ micros: Int64 = 60_000_000, isKnown: Bool = true, told: Noted<Int> = Noted(0))
    -> DaemonPatience
  {
    DaemonPatience(WireDuration(micros: micros), isKnown: isKnown) { _ in told.change { $0 += 1 } }
  }

  @Test func absenceIsToldOnceAndNotOfWhatIsThereAtOnce() async {
    let told = Noted(0)
    let patience = patience(told: told)
    #expect(await run(patience, [Self.lost]) == Outcome(asked: 2))
    #expect(told.value == 0)
    #expect(await run(patience, [Self.lost, Self.away, Self.away]) == Outcome(asked: 4))
    #expect(told.value == 1)
    #expect(await run(patience, [Self.away, Self.away]) == Outcome(asked: 3))
    #expect(told.value == 2, "it was there between")
  }

  @Test func daemonThatNobodyHasSeenIsNotWaitedFor() async {
    #expect(await run(patience(isKnown: false), [Self.away]) == Outcome(error: Self.away, asked: 1))
    #expect(await run(patience(isKnown: false), [.timedOut(endpoint: Self.endpoint)]).asked == 1)
    // A connection that broke was one to a daemon.
    #expect(await run(patience(isKnown: false), [Self.lost, Self.away]) == Outcome(asked: 3))
  }

  @Test func patienceEndsWithItsTimeAndWithThatOfTheCaller() async {
    #expect(await run(patience(0), [Self.away]) == Outcome(error: Self.away, asked: 1))
    let failures = [ClientError](repeating: Self.away, count: 1_000)
    let outcome = await run(patience(300_000), failures)
    #expect(outcome.error == Self.away && (2...20).contains(outcome.asked), "\(outcome)")
    #expect(await run(patience(), [Self.away], until: .now) == Outcome(error: Self.away, asked: 1))
  }

  @Test func refusalIsNotWaitedFor() async {
    let refusal = ClientError.refused(Problem(.notFound, detail: "There is no job 7.", hint: ""))
    #expect(await run(patience(), [refusal]) == Outcome(error: refusal, asked: 1))
  }
}
