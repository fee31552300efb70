// The seam to whoever speaks HTTP. JobCore speaks none itself: the library HTTPJobs does, and a program without http
// jobs leaves that out, and with it all that comes with HTTP and TLS.

/// Makes the requests of http jobs; ``JobQueue/open(_:handlers:http:callbacks:environment:clock:logger:metrics:)`` is
/// given one.
public protocol HTTPJobCarrier: Sendable {
  /// Makes the request of one attempt and judges its answer.
  ///
  /// It keeps no time: a cancel of its task is the stop, by a limit too. It returns when nothing of the request is left.
  func carryOut(_ attempt: HTTPAttempt) async -> HTTPEnd

  /// Closes its connections: the queue has ended, and makes no other call.
  func close() async
}

/// Stands in for the carrier that a queue was not given: for jobs that are in its database already.
struct NoHTTPCarrier: HTTPJobCarrier {
  func carryOut(_ attempt: HTTPAttempt) async -> HTTPEnd {
    HTTPEnd(.failed(JobFailure(code: "http", message: OutwardPart.httpJobs.lack)))
  }

  func close() async {}
}
