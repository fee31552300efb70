// Answers about jobs for scripted servers: a small daemon whose jobs have had their fates from the start.

import JobClient
import JobWire

/// Jobs with given fates, behind the routes a client uses to wait and to fetch results.
enum ScriptedJobs {
  static func view(_ id: Int64, _ state: WireJobState) -> JobView {
    var view = JobView(
      id: id, name: "job-\(id)", kind: "exec", queue: "default", priority: 0, state: state, attempt: 1, maxAttempts: 1,
      createdAt: WireTime(micros: 1))
    if state.isTerminal { view.finishedAt = WireTime(micros: 1_000 - id) }
    return view
  }

  static func text(_ value: some WireEncodable) -> String { String(decoding: value.jsonBytes(), as: UTF8.self) }

  static func reply(_ value: some WireEncodable) -> ScriptedServer.Answer { .reply(status: 200, body: text(value)) }

  /// Answers a wait with those of its jobs whose fate is terminal, and a result with "result of ID".
  static func answer(_ request: ScriptedServer.Request, _ fates: [Int64: WireJobState]) -> ScriptedServer.Answer {
    if request.uri == WirePaths.wait {
      guard let wait = try? WaitRequest(jsonBytes: Array(request.body.utf8)) else { return .hangUp }
      var seen: Set<Int64> = []
      let ids = (wait.ids ?? []).filter { seen.insert($0).inserted }
      let done = ids.filter { fates[$0]?.isTerminal == true }
      let pending = ids.filter { fates[$0]?.isTerminal != true }
      let isOver = wait.until == .first ? !done.isEmpty : pending.isEmpty
      return reply(WaitReply(done: done.map { view($0, fates[$0] ?? .queued) }, pending: pending, expired: !isOver))
    }
    let parts = request.uri.split(separator: "/")
    guard parts.last == "result", let id = Int64(parts[parts.count - 2]) else { return .hangUp }
    return .reply(status: 200, body: "result of \(id)")
  }

  static func withClient(
    token: String? = nil, _ script: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Answer,
    _ body: (JobClient, ScriptedServer) async throws -> Void
  ) async throws {
    try await ScriptedServer.with(script) { server in
      let endpoint = Endpoint.unix(path: server.socketPath)
      try await JobClient.withClient(endpoint: endpoint, token: token) { try await body($0, server) }
    }
  }

  /// What the client sends when every answer is this.
  static func requests(
    _ value: some WireEncodable & Sendable, _ body: (JobClient) async throws -> Void
  ) async throws -> [String] {
    var lines: [String] = []
    try await withClient { _ in
      reply(value)
    } _: { client, server in
      try await body(client)
      lines = server.requests.map { "\($0.method) \($0.uri) \($0.body)" }
    }
    return lines
  }
}
