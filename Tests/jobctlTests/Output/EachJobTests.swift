// One thing done to several jobs: what fails is no reason to leave out the rest, unless the rest would fail for it too.

import JobClient
import JobWire
import Synchronization
import Testing

@testable import jobctl

@Suite struct EachJobTests {
  private static let missing = ClientError.refused(Problem(.notFound, detail: "There is no such job.", hint: ""))

  /// The steps that were made, and how it ended.
  private func run(_ ids: [Int], failing errors: [Int: any Error] = [:]) async -> (made: [Int], error: (any Error)?) {
    var made: [Int] = []
    do {
      try await EachJob.run(ids) { id in
        made.append(id)
        if let error = errors[id] { throw error }
      }
      return (made, nil)
    } catch {
      return (made, error)
    }
  }

  @Test func allStepsAreMadeInTheirOrder() async {
    let (made, error) = await run([3, 1, 2, 1])
    #expect(made == [3, 1, 2, 1] && error == nil)
    #expect(await run([]).made.isEmpty)
  }

  @Test func firstFailureDecidesWhenAllAreThrough() async {
    let wrong = CommandFailure(.wrongState, "Job 3 is running.")
    let (made, error) = await run([1, 2, 3, 4], failing: [2: Self.missing, 3: wrong])
    #expect(made == [1, 2, 3, 4])
    // Each has been told already: what is left is the status.
    #expect(error as? CommandFailure == CommandFailure(.noSuchJob))
  }

  @Test func failureOfTheOnlyOneIsToldAsItIs() async {
    let (_, error) = await run([1], failing: [1: Self.missing])
    #expect(error as? ClientError == Self.missing)
  }

  @Test(arguments: [jobctl.ExitStatus.outputClosed, .unreachable]) func whatWouldStopTheRestStopsAtOnce(
    _ status: jobctl.ExitStatus
  ) async {
    let failure = CommandFailure(status, "m")
    let (made, error) = await run([1, 2, 3], failing: [2: failure])
    #expect(made == [1, 2] && error as? CommandFailure == failure)
  }

  /// Nobody goes on before both are there.
  private final class Meeting: Sendable {
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

    func arrive() async {
      await withCheckedContinuation { arrived in
        let all = waiting.withLock { waiting in
          waiting.append(arrived)
          return waiting.count == 2 ? waiting : []
        }
        for one in all { one.resume() }
      }
    }
  }

  @Test func allAtATimeDoNotWaitForOneAnother() async {
    let meeting = Meeting()
    let error = await #expect(throws: CommandFailure.self) {
      try await EachJob.together([1, 2, 3]) { id in
        if id == 2 { throw Self.missing }
        await meeting.arrive()
      }
    }
    #expect(error == CommandFailure(.noSuchJob))
  }

  @Test func oneThatStopsTheRestStopsThem() async {
    let error = await #expect(throws: CommandFailure.self) {
      try await EachJob.together([1, 2]) { id in
        if id == 2 { throw CommandFailure(.outputClosed) }
        try await ContinuousClock().sleep(for: .seconds(3_600))
      }
    }
    #expect(error == CommandFailure(.outputClosed))
  }

  private struct Other: Error {}

  @Test func errorThatHasNoWordsHereIsPassedOn() async {
    let (made, error) = await run([1, 2], failing: [1: Other()])
    #expect(made == [1] && error is Other)
  }
}
