// Carries out http jobs: one request, and a judgement of its answer.

import AsyncHTTPClient
public import JobCore
import NIOHTTP1
public import Outbound

/// Makes the requests of http jobs.
public struct HTTPCarrier: HTTPJobCarrier {
  private let client: OutboundClient

  /// - Parameter client: of this queue alone, and shared with its callbacks; the queue closes it.
  public init(_ client: OutboundClient) {
    self.client = client
  }

  /// One request, its redirects, and one free repeat where a server closed the connection meanwhile.
  public func carryOut(_ attempt: HTTPAttempt) async -> HTTPEnd {
    let marks = [
      (name: "Idempotency-Key", value: attempt.idempotencyKey), (name: "Jobd-Attempt", value: "\(attempt.number)"),
    ]
    let exchange = HTTPExchange(client: client, hosts: attempt.hosts, marks: marks)
    switch await exchange.run(attempt.work) {
    case .failed(let fault):
      return HTTPEnd(fault.isShortage ? .shortage(Self.failure(fault)) : .failed(Self.failure(fault)))
    case .held(let origin): return HTTPEnd(.kept(from: origin))
    case .refused(let response, let url, let reason):
      return HTTPEnd(await failed(response, reason), answer: HTTPAnswer(response, url: url))
    case .answered(let response, let url, let origin):
      return HTTPEnd(await judge(response, attempt, origin), answer: HTTPAnswer(response, url: url))
    }
  }

  /// Closes the client.
  public func close() async {
    await client.shutdown()
  }

  private func judge(
    _ response: HTTPClientResponse, _ attempt: HTTPAttempt, _ origin: HTTPOrigin
  ) async -> HTTPEnd.Verdict {
    let work = attempt.work
    let status = Int(response.status.code)
    guard work.expects(status: status) else {
      if let micros = holdMicros(response, status, attempt.clock), !Self.refusesRetry(response) {
        await AnswerBody.drain(response)
        return .askedToWait(origin, micros: micros, why: "answered \(status)")
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
      return .succeeded(body: body)
    } catch {
      return Self.verdict(response, Self.failure(error))
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

  /// How long the host asks to be left alone.
  private func holdMicros(_ response: HTTPClientResponse, _ status: Int, _ clock: any WallClock) -> Int64? {
    guard status == 429 || status == 503, let text = response.headers.first(name: "retry-after") else { return nil }
    return RetryAfter.micros(text, now: clock.now())
  }

  // MARK: Failures

  /// The body says more than the status does, so its beginning is quoted.
  private func failed(_ response: HTTPClientResponse, _ reason: String) async -> HTTPEnd.Verdict {
    var excerpt = ""
    do throws(OutboundFault) {
      excerpt = Self.excerpt(try await AnswerBody.beginning(response, bytesMax: Limits.httpDrainBytesMax).bytes)
    } catch {
      // The status alone is a reason.
    }
    return Self.verdict(response, JobFailure(code: "status", message: reason + excerpt))
  }

  private static func failure(_ fault: OutboundFault) -> JobFailure {
    JobFailure(code: fault.phase.rawValue, message: fault.message)
  }

  /// A server that knows that another try is of no use says so, and the job is not tried again.
  private static func verdict(_ response: HTTPClientResponse, _ failure: JobFailure) -> HTTPEnd.Verdict {
    refusesRetry(response) ? .discarded(failure) : .failed(failure)
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
