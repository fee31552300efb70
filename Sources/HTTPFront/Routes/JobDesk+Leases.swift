// Heartbeats: a remote worker says that it is alive, of one claim or of many, and hears what has been cancelled.

import JobCore
import JobWire

extension JobDesk {
  func heartbeat(_ request: HTTPRequest) async throws -> HTTPResponse {
    let fence = try await permittedFence(request)
    let progress = try request.decode(orEmpty: HeartbeatBody()).progress.map { report in
      try queue.progress(fraction: report.fraction, done: report.done, total: report.total, note: report.note)
    }
    return HTTPResponse(.ok, LeaseView(try await queue.heartbeat(fence, progress: progress)))
  }

  /// Claims of other identities are answered as stale, like claims that never existed.
  func heartbeats(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted = try request.decode(HeartbeatsBody.self)
    guard (1...Limits.heartbeatsMax).contains(wanted.fences.count) else {
      throw HTTPFault.invalid([FieldProblem(field: "fences", detail: "must be 1 to \(Limits.heartbeatsMax)")])
    }
    let wait = try wanted.wait?.checkedWait("wait") ?? 0
    let given = wanted.fences.map { ClaimFence($0) }
    let visible = try await visible(given.compactMap { $0?.job }, request)
    let known = given.map { fence in fence.flatMap { visible.contains($0.job) ? $0 : nil } }
    let fences = known.compactMap(\.self)
    guard !fences.isEmpty else {
      return HTTPResponse(.ok, LeaseList(claims: wanted.fences.map { LeaseView(fence: $0, isStale: true) }))
    }
    // A stale claim is news already: then there is no wait.
    let waitMicros = fences.count == known.count ? wait : 0
    var states = try await request.haste.look(for: waitMicros) { [queue] micros in
      try await queue.heartbeat(fences, waitMicros: micros)
    }[...]
    let views = zip(wanted.fences, known).map { text, fence in
      fence == nil ? LeaseView(fence: text, isStale: true) : LeaseView(states.removeFirst())
    }
    return HTTPResponse(.ok, LeaseList(claims: views))
  }
}
