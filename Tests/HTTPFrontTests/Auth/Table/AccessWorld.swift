// The daemon in which the table of AccessTable is tried out: tokens of every kind, and things of which some are within
// their limits and some are not.

import JobCore
import JobWire

@testable import HTTPFront

/// Somebody who asks.
struct Asker: Sendable, CustomStringConvertible {
  enum Limits: String, Sendable, CaseIterable {
    case none = ""
    case queues = "queues=mine"
    case kinds = "kinds=handler"
  }

  let scope: Scope
  let limits: Limits

  static let all = Scope.allCases.flatMap { scope in Limits.allCases.map { Asker(scope: scope, limits: $0) } }

  var token: String { "token-\(scope.rawValue)-\(limits)-0123456789" }
  var line: String { "\(token) \(scope.rawValue)-\(limits) \(scope.rawValue) \(limits.rawValue)\n" }
  var description: String { "\(scope.rawValue) \(limits.rawValue)" }

  /// A word that is in the names of all that is not within its limits.
  var secret: String? {
    switch limits {
    case .none: nil
    case .queues: "secret"
    case .kinds: "hidden"
    }
  }
}

/// The names of things: of those within all limits, of those outside of some, and of what is not there.
struct AccessWorld: Sendable {
  let owner: TestClient
  let tcp: TestClient
  /// For answers that have no end as long as their reader may still ask for something.
  let dial: @Sendable () async throws -> RawClient
  private(set) var names: [String: [AccessRow.Object: String]] = [:]
  /// A running job, and its token.
  private(set) var running: (id: Int64, token: String) = (0, "")
  /// A job for edits that name others.
  private(set) var mine: Int64 = 0

  static let own = "own"
  static let missing = "missing"

  init(
    owner: TestClient, tcp: TestClient, dial: @escaping @Sendable () async throws -> RawClient
  ) async throws {
    self.owner = owner
    self.tcp = tcp
    self.dial = dial
    names[Self.own] = try await make(#""handler":"noop","executor":"remote","queue":"mine""#, "mine", "own")
    names["secret"] = try await make(
      #""handler":"noop","executor":"remote","queue":"secret-queue""#, "secret-queue", "secret")
    names["hidden"] = try await make(#""shell":"true","queue":"mine""#, nil, "hidden")
    names[Self.missing] = [
      .job: "999999", .batch: "999999", .schedule: "missing-schedule", .queue: "missing-queue",
      .fence: "999999-1-1-" + String(repeating: "0", count: 32),
    ]
    mine = try await owner.submit(#"{\#(AccessTable.own),"hold":true}"#)
    let job = try await owner.submit(#"{"shell":"cat $JOBD_TOKEN_FILE; exec sleep 60","queue":"mine"}"#)
    var token = ""
    guard
      try await eventually({
        token = try await owner.get("/v1/jobs/\(job)/log").text
        return token.hasSuffix("\n")
      })
    else { throw RawClient.Failure("the job does not run") }
    running = (job, String(token.dropLast()))
  }

  /// One of each, submitted as `work`; without a queue, no claim can be made.
  private func make(_ work: String, _ queue: String?, _ name: String) async throws -> [AccessRow.Object: String] {
    var made: [AccessRow.Object: String] = [.work: work]
    if let queue {
      made[.queue] = queue
      _ = try await owner.submit(#"{\#(work),"name":"\#(name)-claimed"}"#)
      let claims = try await owner.post("/v1/claims", #"{"queues":["\#(queue)"],"lease":"1h"}"#).json?["claims"]
      made[.fence] = claims?.arrayValue?.first?["fence"]?.stringValue
    }
    made[.job] = "\(try await owner.submit(#"{\#(work),"name":"\#(name)-job","hold":true}"#))"
    let member = #"{\#(work),"name":"\#(name)-job","hold":true}"#
    made[.batch] = "\(try await owner.batch(#"{"name":"\#(name)-batch","open":true,"jobs":[\#(member)]}"#))"
    made[.schedule] = "\(name)-schedule"
    try await restore(made)
    return made
  }

  /// Makes up for what a request may have done: removed the schedules, drained the daemon.
  func restore() async throws {
    for things in names.values where things[.work] != nil { try await restore(things) }
    _ = try await owner.post("/v1/resume")
  }

  private func restore(_ things: [AccessRow.Object: String]) async throws {
    guard let schedule = things[.schedule], let work = things[.work] else { return }
    let body = #"{"every":"1h","job":{\#(work),"name":"\#(schedule)"}}"#
    guard try await owner.send("PUT", "/v1/schedules/\(schedule)", body: body).status == 200 else {
      throw RawClient.Failure("PUT \(schedule)")
    }
  }

  /// What is answered to `token` that asks for the row with `name` in the place of its object.
  func ask(_ row: AccessRow, about name: String, as token: String?) async throws -> RawResponse {
    let (target, body) = row.filled(name)
    let field = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
    let text = TestClient.request(
      row.method, target.replacing("$mine", with: "\(mine)"), body: body, type: row.type, fields: field)
    let sent = text.replacing("Host: jobd", with: "Host: localhost")
    guard row.path.hasPrefix("/v1/events") else { return try await tcp.raw.exchange(sent) }
    let stream = try await dial()
    defer { stream.close() }
    try await stream.send(sent)
    stream.closeOutput()
    return try await stream.response()
  }
}
