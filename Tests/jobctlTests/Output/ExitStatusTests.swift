// Exit statuses are a contract: every state, every error code.

import JobClient
import JobWire
import Testing

@testable import jobctl

@Suite struct ExitStatusTests {
  @Test(
    arguments: [
      (WireJobState.succeeded, String?.none, 0), (.failed, "exit", 1), (.failed, "lost", 1), (.failed, "timeout", 6),
      (.failed, "expired", 6), (.cancelled, "cancel", 5), (.skipped, "parent", 5), (.running, nil, 7),
      (.queued, nil, 7),
      (.held, nil, 7), (.scheduled, nil, 7), (.blocked, nil, 7), (.retrying, "exit", 7),
    ] as [(WireJobState, String?, Int32)]) func fatesHaveTheirStatus(state: WireJobState, reason: String?, code: Int32)
  {
    #expect(ExitStatus(fate: JobSamples.job(1, state, reason: reason)).code == code)
  }

  @Test(
    arguments: [
      (WireJobState.succeeded, 0, nil, 0), (.failed, 3, nil, 3), (.failed, nil, 9, 137), (.failed, nil, nil, 1),
      (.cancelled, nil, 15, 143), (.cancelled, 0, nil, 5), (.cancelled, nil, nil, 5),
    ] as [(WireJobState, Int?, Int?, Int32)]) func followedJobsEndLikeTheirCommand(
      state: WireJobState, exitCode: Int?, signal: Int?, code: Int32
    )
  {
    var job = JobSamples.job(1, state, reason: "exit")
    job.exitCode = exitCode
    job.signal = signal
    #expect(ExitStatus(commandOf: job).code == code)
    // As timeout(1), whatever its processes made of the signal.
    if state == .failed {
      job.reason = "timeout"
      #expect(ExitStatus(commandOf: job).code == 124)
    }
  }

  @Test(
    arguments: [
      (WireCode.badRequest, 64), (.unauthenticated, 77), (.forbidden, 77), (.notFound, 3), (.gone, 3),
      (.invalidState, 4), (.duplicate, 4), (.staleFence, 4), (.preconditionFailed, 4), (.jobFailed, 1),
      (.jobCancelled, 5), (.waitExpired, 7), (.shuttingDown, 69), (.storageFull, 70), (.internalError, 70),
      (.queueFull, 70), (.methodNotAllowed, 70),
    ] as [(WireCode, Int32)]) func refusalsHaveTheirStatus(wireCode: WireCode, code: Int32)
  {
    #expect(ExitStatus(ClientError.refused(Problem(wireCode, detail: "x"))).code == code)
  }

  @Test func daemonThatIsNotThereIs69() {
    #expect(ExitStatus(ClientError.noDaemon(tried: ["/x"])).code == 69)
    #expect(ExitStatus(ClientError.unreachable(endpoint: .unix(path: "/x"), reason: "y")).code == 69)
    #expect(ExitStatus(ClientError.badEndpoint(url: "x", reason: "y")).code == 64)
  }
}
