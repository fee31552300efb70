// A front with the real routes over a real queue on a temporary directory, and a client that speaks JSON to it.

import HTTPJobs
import JobCore
import JobWire
import Logging
import Outbound
import Synchronization
import Webhooks

@testable import HTTPFront

/// The engine and its front, running.
struct TestDaemon: Sendable {
  let front: TestFront
  let queue: JobQueue

  func connect() async throws -> TestClient { TestClient(raw: try await front.connect()) }
}

/// A connection on which requests are written as a person would.
struct TestClient: Sendable {
  let raw: RawClient

  func get(_ target: String, _ fields: String = "") async throws -> RawResponse {
    try await send("GET", target, fields: fields)
  }

  func post(_ target: String, _ body: String = "", _ fields: String = "") async throws -> RawResponse {
    try await send("POST", target, body: body, fields: fields)
  }

  func send(
    _ method: String, _ target: String, body: String = "", type: String = "application/json", fields: String = ""
  ) async throws -> RawResponse {
    try await raw.send(Self.request(method, target, body: body, type: type, fields: fields))
    let response = try await raw.response(hasBody: method != "HEAD")
    DescribedAnswers.check(method, target, response)
    return response
  }

  /// Submits a job and returns its id.
  func submit(_ json: String) async throws -> Int64 {
    let response = try await post("/v1/jobs", json)
    guard response.status == 201, let id = response.json?["id"]?.integerValue else {
      throw RawClient.Failure("submit: \(response.status) \(response.text)")
    }
    return id
  }

  /// The job at its end.
  func finished(_ id: Int64) async throws -> JSONValue {
    let response = try await get("/v1/jobs/\(id)?wait=10s")
    guard let job = response.json, job["done"]?.boolValue == true else {
      throw RawClient.Failure("wait for \(id): \(response.status) \(response.text)")
    }
    return job
  }

  static func request(
    _ method: String, _ target: String, body: String = "", type: String = "application/json", fields: String = ""
  ) -> String {
    let content = body.isEmpty ? "" : "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
    return "\(method) \(target) HTTP/1.1\r\nHost: jobd\r\n\(content)\(fields)\r\n\(body)"
  }
}

/// The tokens of a front, for an engine that is there before it.
private final class TestTokens: Sendable {
  private let store = Mutex<TokenStore?>(nil)

  func set(_ tokens: TokenStore?) { store.withLock { $0 = tokens } }

  func standing(of submitter: String) -> SubmitterStanding {
    store.withLock(\.self)?.standing(of: submitter) ?? .unchanged
  }
}

/// Runs a daemon for the length of one test. `slots` 0 is not possible; pause the queue to keep jobs from starting. A stop
/// that is asked for stops its queue, unless there is a `stopper`.
func withDaemon<T: Sendable>(
  slots: Int = 4, pageRowsMax: Int = Limits.pageRowsMax, stopper: (@Sendable (StopMode) -> Void)? = nil,
  configure: (inout HTTPFrontConfig, _ directory: String) throws -> Void = { _, _ in },
  engine: (inout JobQueueConfig, _ directory: String) throws -> Void = { _, _ in },
  _ body: (TestDaemon) async throws -> T
) async throws -> T {
  try await withTemporaryDirectory { directory in
    var config = JobQueueConfig(dataDirectory: "\(directory)/data", slots: slots)
    config.graceMicros = 500_000
    config.jobTokens = true
    config.submissionParser = HTTPFront.submissionParser
    // They are there once the front is.
    let tokens = TestTokens()
    config.standing = { tokens.standing(of: $0) }
    try engine(&config, directory)
    let client = OutboundClient(slots: slots)
    let queue = try await JobQueue.open(
      config, http: HTTPCarrier(client), callbacks: WebhookSender(client, secretIn: config.dataDirectory),
      logger: .silent)
    async let running: Void = queue.run()
    do {
      let result = try await withFront(
        queue: queue, tokens, pageRowsMax: pageRowsMax, stopper: stopper, configure: configure
      ) { front in
        try await body(TestDaemon(front: front, queue: queue))
      }
      queue.stop(.now)
      await running
      await queue.close()
      return result
    } catch {
      queue.stop(.now)
      await running
      await queue.close()
      throw error
    }
  }
}

private func withFront<T: Sendable>(
  queue: JobQueue, _ known: TestTokens, pageRowsMax: Int, stopper: (@Sendable (StopMode) -> Void)?,
  configure: (inout HTTPFrontConfig, _ directory: String) throws -> Void,
  _ body: (TestFront) async throws -> T
) async throws -> T {
  try await withFront(
    makeRoutes: { config, registry, tokens in
      known.set(tokens)
      let facts = FrontFacts(version: config.version, isDebug: config.isDebug, registry: registry, tokens: tokens)
      let desk = JobDesk(
        queue: queue, front: facts, pageRowsMax: pageRowsMax,
        eventSeats: EventSeats(max: config.limits.eventStreamsMax), heartbeat: config.timeouts.heartbeat,
        eventPace: config.timeouts.eventPace, stopper: stopper)
      let routes = RouteTable.routes(desk)
      DescribedAnswers.learn(routes)
      return routes
    }, storeMark: queue.storeMark, runningJob: { queue.jobToken($0) }, configure: configure, body)
}
