// Runs http jobs: one request, and a judgement of its answer.

import AsyncHTTPClient
import NIOHTTP1

/// The executor of kind `http`.
///
/// It keeps no time itself: the attempt's limit stops it like a cancel does, and that holds for the head and the body
/// of the answer alike. A stop needs no grace, since nothing of it is left when the connection is closed.
struct HTTPExecutor: JobExecutor {
  let client: OutboundClient
  let holds: HostHolds
  let storeMark: String
  let clock: any WallClock

  func run(_ job: ClaimedJob, _ context: ExecutionContext) async -> ExecutionReport {
    guard case .http(let work) = job.spec.work else {
      return ExecutionReport(.threw(JobFailure(code: "http", message: "is no request")))
    }
    return await Shield.cancellable {
      cancel in
      context.control.onStop { _ in cancel() }
    } _: {
      let report = await report(of: job, work)
      // What failed because it was cut off was stopped; what succeeded in spite of it counts.
      if Task.isCancelled, case .httpFailed = report.outcome { return ExecutionReport(.stopped) }
      return report
    }
  }

  private func report(of job: ClaimedJob, _ work: HTTPWork) async -> ExecutionReport {
    let exchange = HTTPExchange(
      client: client, holds: holds, isCounted: job.lane.map { $0.hasPrefix(Lane.hostPrefix) } ?? false,
      marks: marks(of: job))
    switch await exchange.run(work) {
    case .failed(let fault):
      // Like a process that cannot be started for want of descriptors: it has not been tried.
      return ExecutionReport(
        fault.isShortage ? .resourceShortage(Self.failure(fault)) : .httpFailed(Self.failure(fault)))
    case .held(let origin): return ExecutionReport(heldBack(job, origin, "is held"))
    case .refused(let response, let url, let reason):
      var report = await failed(response, reason)
      report.http = HTTPAnswer(response, url: url)
      return report
    case .answered(let response, let url, let origin):
      var report = await judge(response, work, job, origin)
      report.http = HTTPAnswer(response, url: url)
      return report
    }
  }

  /// The same over all attempts, so that a receiver can tell a repetition; and which attempt it is.
  private func marks(of job: ClaimedJob) -> [(name: String, value: String)] {
    [
      ("Idempotency-Key", "jobd-\(storeMark)-\(job.id)"), ("Jobd-Attempt", "\(job.attempt)"),
    ]
  }

  private func judge(
    _ response: HTTPClientResponse, _ work: HTTPWork, _ job: ClaimedJob, _ origin: HTTPOrigin
  ) async -> ExecutionReport {
    let status = Int(response.status.code)
    guard work.expects(status: status) else {
      if let micros = holdMicros(response, status), !Self.refusesRetry(response) {
        await AnswerBody.drain(response)
        holds.hold(origin, forMicros: micros)
        return ExecutionReport(heldBack(job, origin, "answered \(status)"))
      }
      return await failed(response, "answered \(Self.name(response.status))")
    }
    do throws(OutboundFault) {
      let body = try await AnswerBody.whole(
        response, to: HTTPMethod(rawValue: OutgoingRequest(work).method), bytesMax: Int(Limits.resultBytesMax))
      if let pattern = work.expectBody {
        if try await !Self.matches(pattern, body) {
          throw OutboundFault(.body, "the body does not match expect_body\(Self.excerpt(body))")
        }
      }
      return ExecutionReport(.returned(result: body))
    } catch {
      return ExecutionReport(Self.outcome(response, Self.failure(error)))
    }
  }

  /// In pieces, so that no pattern holds a thread for long.
  private static func matches(_ pattern: String, _ body: [UInt8]) async throws(OutboundFault) -> Bool {
    var scan: PatternScan
    do throws(PatternError) {
      scan = try TextPattern(pattern).scan(body)
    } catch {
      throw OutboundFault(.body, "expect_body \(error.reason)")
    }
    while !Task.isCancelled {
      if let verdict = scan.advance(moves: Limits.patternMovesMax) { return verdict }
      await Task.yield()
    }
    throw OutboundFault(.body, "was cut off")
  }

  // MARK: Hosts that want to be left alone

  private func holdMicros(_ response: HTTPClientResponse, _ status: Int) -> Int64? {
    guard status == 429 || status == 503, let text = response.headers.first(name: "retry-after") else { return nil }
    return RetryAfter.micros(text, now: clock.now())
  }

  private func heldBack(_ job: ClaimedJob, _ origin: HTTPOrigin, _ why: String) -> Outcome {
    if job.startsGivenBack >= Limits.httpHoldsMax {
      return .httpFailed(
        JobFailure(code: "status", message: "\(origin.text) asked to be left alone \(Limits.httpHoldsMax) times"))
    }
    return .heldBack(
      lane: Lane.hostPrefix + origin.text,
      JobFailure(code: "status", message: "\(origin.text) \(why) and asked to be left alone"))
  }

  // MARK: Failures

  /// Its body says more than its status does; the beginning of it is quoted.
  private func failed(_ response: HTTPClientResponse, _ reason: String) async -> ExecutionReport {
    var excerpt = ""
    do throws(OutboundFault) {
      excerpt = Self.excerpt(try await AnswerBody.beginning(response, bytesMax: Limits.httpDrainBytesMax).bytes)
    } catch {
      // The status alone is a reason.
    }
    return ExecutionReport(Self.outcome(response, JobFailure(code: "status", message: reason + excerpt)))
  }

  private static func failure(_ fault: OutboundFault) -> JobFailure {
    JobFailure(code: fault.phase.rawValue, message: fault.message)
  }

  /// A server that knows better says so, and the job is not tried again.
  private static func outcome(_ response: HTTPClientResponse, _ failure: JobFailure) -> Outcome {
    refusesRetry(response) ? .discarded(failure) : .httpFailed(failure)
  }

  private static func refusesRetry(_ response: HTTPClientResponse) -> Bool {
    response.headers.first(name: "jobd-no-retry")?.lowercased() == "true"
  }

  private static func name(_ status: HTTPResponseStatus) -> String {
    status.reasonPhrase.isEmpty ? "\(status.code)" : "\(status.code) \(status.reasonPhrase.prefix(100))"
  }

  private static func excerpt(_ body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(Limits.httpExcerptBytesMax), as: UTF8.self)
    let line = text.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
    let isReadable = !line.isEmpty && line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    return isReadable ? ": \(line)" : ""
  }
}
